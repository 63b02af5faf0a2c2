import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '#application/ports/clock.ts';
import { requestToken } from '../table/canonical-text.ts';
import { isExpired } from '../table/expiry.ts';
import { type Item, type Key, OPEN_ORDERS_INDEX, type Table, type Write, type WriteOutcome } from '../table/table.ts';
import { fromAttributes } from './attribute-codec.ts';
import { getBatches, queryPages } from './read-pages.ts';
import { type RetryTools, retry } from './retry.ts';
import { failedConditions, isTransient } from './write-errors.ts';
import { keyAttributes, writeRequest } from './write-request.ts';

export interface DynamoDbTableOptions extends RetryTools {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Decides which items have expired. */
  readonly clock: Clock;
}

/**
 * A `Table` in DynamoDB. Whatever is not the failure of a condition, and does not pass with a few retries, throws the
 * SDK's error.
 */
export class DynamoDbTable implements Table {
  readonly #options: DynamoDbTableOptions;

  constructor(options: DynamoDbTableOptions) {
    this.#options = options;
  }

  async get(key: Key): Promise<Item | null> {
    const { client, tableName } = this.#options;
    const command = new GetItemCommand({ TableName: tableName, Key: keyAttributes(key), ConsistentRead: true });
    const { Item } = await client.send(command);
    return this.#living(Item === undefined ? [] : [Item])[0] ?? null;
  }

  async getMany(keys: readonly Key[]): Promise<readonly Item[]> {
    const { client, tableName } = this.#options;
    return this.#living(await getBatches(client, tableName, keys, this.#options));
  }

  async query(pk: string, from = ''): Promise<readonly Item[]> {
    const isBounded = from !== '';
    const items = await queryPages(this.#options.client, {
      TableName: this.#options.tableName,
      ConsistentRead: true,
      KeyConditionExpression: isBounded ? 'pk = :pk AND sk >= :sk' : 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk }, ...(isBounded ? { ':sk': { S: from } } : {}) },
    });
    return this.#living(items);
  }

  async queryOpenOrders(openPk: string): Promise<readonly Key[]> {
    const items = await queryPages(this.#options.client, {
      TableName: this.#options.tableName,
      IndexName: OPEN_ORDERS_INDEX,
      KeyConditionExpression: 'openPk = :pk',
      ExpressionAttributeValues: { ':pk': { S: openPk } },
    });
    return items.map(({ pk, sk }) => ({ pk: pk?.S ?? '', sk: sk?.S ?? '' }));
  }

  write(write: Write): Promise<WriteOutcome> {
    const { client, tableName } = this.#options;
    const request = writeRequest(tableName, write);
    if ('Put' in request) {
      return this.#attempt(() => client.send(new PutItemCommand(request.Put)));
    }
    if ('Update' in request) {
      return this.#attempt(() => client.send(new UpdateItemCommand(request.Update)));
    }
    return this.#attempt(() => client.send(new TransactWriteItemsCommand({ TransactItems: [request] })));
  }

  /** DynamoDB knows a token in the whole AWS account, so the table's name becomes part of it. */
  transact(writes: readonly Write[], token: string): Promise<WriteOutcome> {
    const { client, tableName } = this.#options;
    const TransactItems = writes.map((write) => writeRequest(tableName, write));
    const ClientRequestToken = requestToken([tableName, token]);
    return this.#attempt(() => client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken })));
  }

  async #attempt(action: () => Promise<unknown>): Promise<WriteOutcome> {
    try {
      await retry(this.#options, isTransient, action);
      return { ok: true };
    } catch (error) {
      const failed = failedConditions(error);
      if (failed.length === 0) {
        throw error;
      }
      return { ok: false, failed };
    }
  }

  #living(items: readonly Record<string, AttributeValue>[]): readonly Item[] {
    const now = this.#options.clock.now();
    return items.map(fromAttributes).filter((item) => !isExpired(item, now));
  }
}
