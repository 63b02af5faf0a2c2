import { type SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { SqsOrderQueue } from '#adapters/sqs/sqs-order-queue.ts';
import { decodeOrderMessage } from '#application/contracts/order-message.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import { anIntent } from './an-intent.ts';

type Batch = SendMessageBatchCommand['input'];

/** A client that never reaches the network: it notes each batch, and fails the entries of these intents. */
function fakeClient(sent: Batch[], failing: readonly string[] = []): SQSClient {
  const client = new SQSClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  client.middlewareStack.add(
    () => async (args) => {
      const input = args.input as Batch;
      sent.push(input);
      const Failed = (input.Entries ?? [])
        .filter(({ MessageBody = '' }) => failing.includes(idIn(MessageBody)))
        .map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
      return { output: { $metadata: {}, Failed }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return client;
}

function idIn(body: string): string {
  const command = decodeOrderMessage(body);
  return 'intent' in command ? command.intent.clientOrderId : command.id;
}

const idOf = (n: number) => n.toString(16).padStart(32, '0');
const commands = Array.from(
  { length: 23 },
  (_, n): OrderCommand => ({ kind: 'place', intent: anIntent({ clientOrderId: idOf(n) }) }),
);
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/1/orders.fifo';

describe('SQS order queue', () => {
  it('Given 23 intents, When they are sent, Then in order, ten a batch, grouped by account and symbol', async () => {
    const sent: Batch[] = [];
    await new SqsOrderQueue({ queueUrl, client: fakeClient(sent) }).send(commands);
    const entries = sent.flatMap(({ Entries }) => Entries ?? []);
    expect(sent.map(({ QueueUrl, Entries }) => [QueueUrl, Entries?.length])).toEqual([
      [queueUrl, 10],
      [queueUrl, 10],
      [queueUrl, 3],
    ]);
    expect(entries.map(({ MessageBody }) => decodeOrderMessage(MessageBody ?? ''))).toEqual(commands);
    expect(entries[0]).toMatchObject({
      MessageGroupId: 'paper#BTC/USD',
      MessageDeduplicationId: `paper#BTC/USD#${idOf(0)}#1`,
    });
  });

  it('Given nothing to send, When it is sent, Then the queue is not called', async () => {
    const sent: Batch[] = [];
    await new SqsOrderQueue({ queueUrl, client: fakeClient(sent) }).send([]);
    expect(sent).toEqual([]);
  });

  it('Given the queue refuses an entry, When intents are sent, Then it throws naming it and sends no later batch', async () => {
    const sent: Batch[] = [];
    const queue = new SqsOrderQueue({ queueUrl, client: fakeClient(sent, [idOf(3), idOf(5)]) });
    const failure = await queue.send(commands).catch((error: unknown) => error);
    expect(String(failure)).toContain(`${idOf(3)} (InternalError), ${idOf(5)} (InternalError)`);
    expect(sent).toHaveLength(1);
  });
});
