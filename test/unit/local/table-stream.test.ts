import { beforeEach, describe, expect, it } from 'vitest';
import { readPattern } from '#local/events/event-pattern.ts';
import type { AccessControl } from '#local/gateway/access-control.ts';
import { TableStream } from '#local/streams/table-stream.ts';
import type { JsonObject } from '#local/template/json.ts';
import type { FunctionSpec } from '#local/template/local-template.ts';

const QUEUE = 'arn:aws:sqs:r:0:set-aside';
const ARN = 'arn:aws:dynamodb:r:0:table/t/stream/local';
const account = { pk: { S: [{ prefix: 'ACCOUNT#' }] }, sk: { S: ['ACCOUNT'] } };
const unusual = { mode: { S: [{ 'anything-but': ['NORMAL'] }] } };
const FILTERS = [
  { dynamodb: { Keys: { pk: { S: [{ prefix: 'ORDERS#' }, { prefix: 'FILLS#' }] } } } },
  { dynamodb: { Keys: account, NewImage: unusual } },
  { dynamodb: { Keys: account, OldImage: unusual } },
].map((filter) => readPattern(filter, 'test'));

const keysOf = (pk: string, sk: string): JsonObject => ({ pk: { S: pk }, sk: { S: sk } });
const withMode = (mode: string): JsonObject => ({ ...keysOf('ACCOUNT#a', 'ACCOUNT'), mode: { S: mode } });

describe('stream of a table', () => {
  let events: { readonly Records: readonly JsonObject[] }[];
  let rights: string[];
  let isFailing: boolean;
  let stream: TableStream;
  beforeEach(() => {
    [events, rights, isFailing] = [[], [], false];
    const spec = { service: 'relay-events', role: {} } as unknown as FunctionSpec;
    stream = new TableStream({
      mapping: { function: spec, streamArn: ARN, batchSize: 2, failureQueueArn: QUEUE, filters: FILTERS },
      access: {
        authoriseRole: (_role: unknown, who: string, { action, resource }: { action: string; resource: string }) => {
          rights.push(`${who} ${action} ${resource}`);
          return null;
        },
      } as unknown as AccessControl,
      host: {
        invoke: async (event) => {
          if (isFailing) return { ok: false, error: { errorType: 'Error', errorMessage: 'away', stackTrace: [] } };
          events.push(event as { Records: JsonObject[] });
          return { ok: true, payload: null };
        },
      },
      region: 'r',
      now: () => 5_500,
      boot: 2,
    });
  });

  const order = (sk: string) => ({ keys: keysOf('ORDERS#a', sk), before: null, after: keysOf('ORDERS#a', sk) });

  it('Given filters, When writes come in, Then those of interest wait, an account only while its mode is or was unusual', () => {
    expect(stream.isWanted(keysOf('ORDERS#a', 'x'))).toBe(true);
    expect(stream.isWanted(keysOf('ACCOUNT#a', 'ACCOUNT'))).toBe(true);
    expect(stream.isWanted(keysOf('ACCOUNT#a', 'SYMBOL#s'))).toBe(false);
    const keys = keysOf('ACCOUNT#a', 'ACCOUNT');
    stream.take({ keys, before: withMode('NORMAL'), after: withMode('NORMAL') });
    expect(stream.waiting).toBe(0);
    stream.take({ keys, before: withMode('NORMAL'), after: withMode('HALTED') });
    stream.take({ keys, before: withMode('HALTED'), after: withMode('NORMAL') });
    expect(stream.waiting).toBe(2);
  });

  it('Given records that wait, When they are delivered, Then in batches and in order, each as often as asked, with numbers of this boot', async () => {
    for (const sk of ['x', 'y', 'z']) stream.take(order(sk));
    expect(await stream.deliverNext(2)).toBe(true);
    expect(await stream.deliverNext(2)).toBe(true);
    expect(await stream.deliverNext(2)).toBe(false);
    const told = events.map(({ Records }) => Records.map(({ dynamodb }) => (dynamodb as JsonObject)['Keys']));
    const [x, y, z] = ['x', 'y', 'z'].map((sk) => keysOf('ORDERS#a', sk));
    expect(told).toEqual([[x, y], [x, y], [z], [z]]);
    expect(events[0]?.Records[0]).toMatchObject({
      eventName: 'INSERT',
      eventSourceARN: ARN,
      dynamodb: { ApproximateCreationDateTime: 5.5, SequenceNumber: '000000000020000000001' },
    });
  });

  it('Given a function that fails, When it works again, Then it gets the same batch', async () => {
    stream.take(order('x'));
    isFailing = true;
    await expect(stream.deliverNext()).rejects.toThrow('relay-events failed: Error: away');
    expect(stream.waiting).toBe(1);
    isFailing = false;
    expect(await stream.deliverNext()).toBe(true);
    expect(events).toHaveLength(1);
  });

  it('Given the mapping, When it is attached, Then the role of its function is tried for all that Lambda needs', () => {
    stream.attach();
    expect(rights).toEqual([
      `relay-events dynamodb:DescribeStream ${ARN}`,
      `relay-events dynamodb:GetRecords ${ARN}`,
      `relay-events dynamodb:GetShardIterator ${ARN}`,
      'relay-events dynamodb:ListStreams *',
      `relay-events sqs:SendMessage ${QUEUE}`,
    ]);
  });
});
