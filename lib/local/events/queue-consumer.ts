import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { FunctionHost } from '../functions/function-host.ts';
import type { InvocationResult } from '../functions/function-protocol.ts';
import type { MappingSpec } from '../template/local-template.ts';

export interface QueueConsumerOptions {
  readonly mapping: MappingSpec;
  /** Client with the function's role, at the gateway: Lambda's poller has no rights of its own. */
  readonly client: SQSClient;
  readonly host: FunctionHost;
  readonly region: string;
  /** Counts the requests that may have made a message visible. */
  readonly sends: () => number;
}

/** Messages in the order in which the queue got them. */
const bySequence = (a: Message, b: Message): number => (sequenceOf(a) < sequenceOf(b) ? -1 : 1);
const MAX_RECEIVE = 10;

/**
 * The event source mapping between a queue and a function: receives, invokes, deletes what was handled. What was not
 * becomes visible again after the queue's time-out; the queue itself moves it to its dead-letter queue.
 */
export class QueueConsumer {
  readonly mapping: MappingSpec;
  readonly #options: QueueConsumerOptions;
  /** Received and not yet handed over. */
  #received: readonly Message[] = [];
  #failures = 0;
  /** Messages that failed and have not been handled since. */
  readonly #unhandled = new Set<string>();
  /** `sends` when the queue was last found empty; `null` when it was not. */
  #emptySince: number | null = null;

  constructor(options: QueueConsumerOptions) {
    this.mapping = options.mapping;
    this.#options = options;
  }

  /** Messages that were left in the queue because the function failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Ids of messages that the function failed on and has not handled since: waiting, or in the dead-letter queue. */
  get unhandled(): ReadonlySet<string> {
    return this.#unhandled;
  }

  /** What Lambda does when the mapping is enabled: looks at the queue with the function's role. */
  async attach(): Promise<void> {
    const { client, mapping } = this.#options;
    await client.send(new GetQueueAttributesCommand({ QueueUrl: mapping.queue.url, AttributeNames: ['QueueArn'] }));
  }

  /**
   * Hands the function its next batch: of all visible messages those with the lowest sequence numbers.
   * @param waitSeconds how long to wait for a message, in real time
   * @param copies how often each message is delivered before it is deleted
   * @returns whether there was a message
   */
  async deliverNext(waitSeconds = 0, copies = 1): Promise<boolean> {
    const fresh = await this.#receive(this.#received.length === 0 ? waitSeconds : 0);
    const messages = [...this.#received, ...fresh].sort(bySequence);
    const batch = messages.slice(0, this.mapping.batchSize);
    this.#received = messages.slice(this.mapping.batchSize);
    if (batch.length === 0) return false;
    const event = { Records: batch.map((message) => this.#toRecord(message)) };
    const identity = JSON.stringify(batch.map((message) => message.Attributes?.MessageDeduplicationId ?? message.Body));
    let handled = batch;
    for (let copy = 0; copy < copies; copy += 1) {
      const failed = this.#failedIds(await this.#options.host.invoke(event, identity), batch);
      handled = handled.filter((message) => !failed.has(message.MessageId));
    }
    this.#failures += batch.length - handled.length;
    for (const { MessageId = '' } of batch) this.#unhandled.add(MessageId);
    for (const { MessageId = '' } of handled) this.#unhandled.delete(MessageId);
    for (const message of handled) await this.#delete(message);
    return true;
  }

  async #receive(waitSeconds: number): Promise<readonly Message[]> {
    const { client, mapping, sends } = this.#options;
    const sentBefore = sends();
    // Under virtual time nothing else can have put a message there, so that asking again would tell nothing.
    if (waitSeconds === 0 && this.#failures === 0 && this.#emptySince === sentBefore) return [];
    const answer = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: mapping.queue.url,
        MaxNumberOfMessages: MAX_RECEIVE,
        MessageSystemAttributeNames: ['All'],
        WaitTimeSeconds: waitSeconds,
      }),
    );
    const messages = answer.Messages ?? [];
    this.#emptySince = messages.length === 0 && this.#received.length === 0 ? sentBefore : null;
    return messages;
  }

  async #delete(message: Message): Promise<void> {
    const { client, mapping } = this.#options;
    await client.send(new DeleteMessageCommand({ QueueUrl: mapping.queue.url, ReceiptHandle: message.ReceiptHandle }));
  }

  /** Without a report the whole batch has one fate; an empty item identifier fails it, too, as on AWS. */
  #failedIds(result: InvocationResult, batch: readonly Message[]): ReadonlySet<string | undefined> {
    const all = new Set(batch.map((message) => message.MessageId));
    if (!result.ok) return all;
    if (!this.mapping.reportsBatchItemFailures) return new Set();
    const { batchItemFailures = [] } = (result.payload ?? {}) as {
      batchItemFailures?: readonly { itemIdentifier?: string }[];
    };
    const failed = new Set(batchItemFailures.map((failure) => failure.itemIdentifier));
    return [...failed].every((id) => all.has(id)) ? failed : all;
  }

  #toRecord(message: Message): object {
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: {},
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.mapping.queue.arn,
      awsRegion: this.#options.region,
    };
  }
}

function sequenceOf(message: Message): string {
  return message.Attributes?.SequenceNumber ?? message.Attributes?.SentTimestamp ?? '';
}
