import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { encodeOrderMessage } from '#application/contracts/order-message.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { addressOf, type QueuedCommand } from '#domain/trading/order-command.ts';
import { AWS_CLIENT_SETTINGS } from '../aws-client-settings.ts';

export interface SqsOrderQueueOptions {
  readonly queueUrl: string;
  /** @default a client by the environment */
  readonly client?: SQSClient;
}

/** SQS takes ten messages a call. */
const BATCH_SIZE = 10;

/**
 * The FIFO orders queue: one group per account and symbol keeps their order; the deduplication id (prefixed by the group, for
 * servers that know no per-group scope) drops a repeated send for five minutes, after that the ledger does.
 */
export class SqsOrderQueue implements OrderQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor({ queueUrl, client }: SqsOrderQueueOptions) {
    this.#queueUrl = queueUrl;
    this.#client = client ?? new SQSClient(AWS_CLIENT_SETTINGS);
  }

  /** Throws when any of the messages was not taken, and names them. */
  async send(commands: readonly QueuedCommand[]): Promise<void> {
    for (let start = 0; start < commands.length; start += BATCH_SIZE) {
      await this.#sendBatch(commands.slice(start, start + BATCH_SIZE));
    }
  }

  async #sendBatch(commands: readonly QueuedCommand[]): Promise<void> {
    const Entries = commands.map(toEntry);
    const { Failed = [] } = await this.#client.send(new SendMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    if (Failed.length === 0) return;
    const lost = Failed.map(({ Id, Code }) => `${nameOf(commands[Number(Id)])} (${Code})`);
    throw new Error(`the orders queue did not take ${lost.join(', ')}`);
  }
}

function toEntry(command: QueuedCommand, index: number): SendMessageBatchRequestEntry {
  const { id, account, symbol } = addressOf(command);
  const group = `${account}#${symbol}`;
  return {
    Id: String(index),
    MessageBody: encodeOrderMessage(command),
    MessageGroupId: group,
    MessageDeduplicationId: `${group}#${id}#1`,
  };
}

function nameOf(command: QueuedCommand | undefined): string {
  return command === undefined ? 'an unknown message' : addressOf(command).id;
}
