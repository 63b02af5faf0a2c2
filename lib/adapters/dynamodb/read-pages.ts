import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Key } from '../table/table.ts';
import { backOff, MAX_ATTEMPTS, type RetryTools } from './retry.ts';
import { keyAttributes } from './write-request.ts';

type Attributes = Record<string, AttributeValue>;

/** Most keys that BatchGetItem takes. */
const BATCH_SIZE = 100;

/** All pages of a query. */
export async function queryPages(client: DynamoDBClient, input: QueryCommandInput): Promise<readonly Attributes[]> {
  const items: Attributes[] = [];
  let start: Attributes | undefined;
  do {
    const page: QueryCommandOutput = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: start }));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/** The items under the keys that have one, consistently read, in no particular order. */
export async function getBatches(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly Key[],
  tools: RetryTools,
): Promise<readonly Attributes[]> {
  const items: Attributes[] = [];
  for (let start = 0; start < keys.length; start += BATCH_SIZE) {
    items.push(...(await getBatch(client, tableName, keys.slice(start, start + BATCH_SIZE), tools)));
  }
  return items;
}

/** Asks again for the keys that DynamoDB left unprocessed; throws when some remain after a bounded number of attempts. */
async function getBatch(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly Key[],
  tools: RetryTools,
): Promise<readonly Attributes[]> {
  const items: Attributes[] = [];
  let pending = keys.map(keyAttributes);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const RequestItems = { [tableName]: { Keys: pending, ConsistentRead: true } };
    const page: BatchGetItemCommandOutput = await client.send(new BatchGetItemCommand({ RequestItems }));
    items.push(...(page.Responses?.[tableName] ?? []));
    pending = page.UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (pending.length === 0) {
      return items;
    }
    await backOff(tools, attempt);
  }
  throw new Error(`BatchGetItem: ${pending.length} keys unprocessed after ${MAX_ATTEMPTS} attempts, expected none`);
}
