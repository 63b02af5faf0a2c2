import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { encodeOrderMessage } from '#application/contracts/order-message.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';

export interface SqsOrderQueueOptions {
  readonly queueUrl: string;
  /** @default a client by the environment */
  readonly client?: SQSClient;
}

/** SQS takes ten messages a call. */
const BATCH_SIZE = 10;

/** Gives up well within a function's ten seconds; a repeat inside is dropped by its deduplication id. */
const CLIENT_SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
};

/**
 * The FIFO orders queue: one group per account and symbol keeps their order; the deduplication id (prefixed by the group, for
 * servers that know no per-group scope) drops a repeated send for five minutes, after that the ledger does.
 */
export class SqsOrderQueue implements OrderQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor({ queueUrl, client }: SqsOrderQueueOptions) {
    this.#queueUrl = queueUrl;
    this.#client = client ?? new SQSClient(CLIENT_SETTINGS);
  }

  /** Throws when any of the messages was not taken, and names them. */
  async send(intents: readonly OrderIntent[]): Promise<void> {
    for (let start = 0; start < intents.length; start += BATCH_SIZE) {
      await this.#sendBatch(intents.slice(start, start + BATCH_SIZE));
    }
  }

  async #sendBatch(intents: readonly OrderIntent[]): Promise<void> {
    const Entries = intents.map(toEntry);
    const { Failed = [] } = await this.#client.send(new SendMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    if (Failed.length === 0) return;
    const lost = Failed.map(({ Id, Code }) => `${intents[Number(Id)]?.clientOrderId} (${Code})`);
    throw new Error(`the orders queue did not take ${lost.join(', ')}`);
  }
}

function toEntry(intent: OrderIntent, index: number): SendMessageBatchRequestEntry {
  const group = `${intent.account}#${intent.symbol}`;
  return {
    Id: String(index),
    MessageBody: encodeOrderMessage(intent),
    MessageGroupId: group,
    MessageDeduplicationId: `${group}#${intent.clientOrderId}#1`,
  };
}
