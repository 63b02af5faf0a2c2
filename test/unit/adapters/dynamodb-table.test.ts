import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoDbTable } from '#adapters/dynamodb/dynamodb-table.ts';
import type { Write } from '#adapters/table/table.ts';

const KEY = { pk: 'P', sk: 'S' };
const WRITES: Write[] = [
  { kind: 'put', item: { ...KEY }, when: [['absent', 'pk']] },
  { kind: 'update', key: { pk: 'P', sk: 'T' }, set: { a: 'b' } },
];
const META = { $metadata: {}, message: 'no' };

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...META, CancellationReasons: codes.map((Code) => ({ Code })) });

describe('DynamoDB table', () => {
  let script: (object | Error)[];
  let sent: object[];
  let waits: number[];
  let table: DynamoDbTable;

  beforeEach(() => {
    script = [];
    sent = [];
    waits = [];
    const client = new DynamoDBClient({ region: 'x', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    client.middlewareStack.add(
      () => async (args) => {
        sent.push(args.input);
        const answer = script.length > 1 ? script.shift() : script[0];
        if (answer === undefined || answer instanceof Error) {
          throw answer ?? new Error('nothing in the script');
        }
        return { output: { $metadata: {}, ...answer }, response: {} };
      },
      { step: 'initialize', priority: 'high' },
    );
    const sleep = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    table = new DynamoDbTable({ client, tableName: 't', clock: { now: () => 0 }, random: () => 0.5, sleep });
  });

  it.each([
    ['a conflict', cancelled('None', 'TransactionConflict')],
    ['throttling', cancelled('ThrottlingError', 'None')],
    ['throughput', cancelled('ProvisionedThroughputExceeded', 'TransactionConflict')],
  ])('Given %s, When a transaction meets it, Then it is repeated with the same token', async (_name, error) => {
    script = [error, error, {}];
    expect(await table.transact(WRITES, 'token')).toEqual({ ok: true });
    expect(waits).toEqual([25, 50]);
    expect(sent[2]).toEqual(sent[0]);
  });

  it('Given a conflict that stays, When a write meets it, Then it throws after eight attempts', async () => {
    script = [new TransactionConflictException(META)];
    await expect(table.write({ kind: 'put', item: { ...KEY } })).rejects.toThrow(TransactionConflictException);
    expect(sent).toHaveLength(8);
    expect(waits).toEqual([25, 50, 100, 200, 200, 200, 200]);
  });

  it('Given a failed condition beside a conflict, When a transaction meets them, Then the condition decides', async () => {
    script = [cancelled('ConditionalCheckFailed', 'TransactionConflict')];
    expect(await table.transact(WRITES, 'token')).toEqual({ ok: false, failed: [{ index: 0, item: null }] });
    expect(waits).toEqual([]);
  });

  it('Given a failed condition, When a write meets it, Then the item that it found comes back', async () => {
    script = [new ConditionalCheckFailedException({ ...META, Item: { pk: { S: 'P' } } })];
    const [write] = WRITES.slice(0, 1);
    expect(write && (await table.write(write))).toEqual({ ok: false, failed: [{ index: 0, item: { pk: 'P' } }] });
  });

  it.each([
    ['another reason', cancelled('ValidationError', 'None')],
    ['an error beside a conflict', cancelled('ItemCollectionSizeLimitExceeded', 'TransactionConflict')],
    ['another error', new ProvisionedThroughputExceededException(META)],
  ])('Given %s, When a transaction meets it, Then it throws at once', async (_name, error) => {
    script = [error];
    await expect(table.transact(WRITES, 'token')).rejects.toBe(error);
    expect(sent).toHaveLength(1);
  });

  it('Given unprocessed keys, When items are fetched, Then they are asked for again, a bounded number of times', async () => {
    const Keys = [{ pk: { S: 'P' }, sk: { S: 'T' } }];
    const first = { Responses: { t: [{ pk: { S: 'P' }, sk: { S: 'S' } }] }, UnprocessedKeys: { t: { Keys } } };
    script = [first, { Responses: { t: Keys } }];
    expect(await table.getMany([KEY, { pk: 'P', sk: 'T' }])).toEqual([KEY, { pk: 'P', sk: 'T' }]);
    expect(sent[1]).toMatchObject({ RequestItems: { t: { Keys, ConsistentRead: true } } });
    script = [{ UnprocessedKeys: { t: { Keys } } }];
    await expect(table.getMany([KEY])).rejects.toThrow('1 keys unprocessed after 8 attempts');
  });

  it('Given a type that no record has, When an item is read, Then it throws', async () => {
    script = [{ Item: { pk: { S: 'P' }, blob: { B: new Uint8Array() } } }];
    await expect(table.get(KEY)).rejects.toThrow('attribute: received type B, expected S, N, BOOL, SS, L or M');
  });
});
