import { beforeEach, describe, expect, it } from 'vitest';
import type { AwsResponse } from '#local/gateway/aws-response.ts';
import { type CapturedWrite, ChangeCapture } from '#local/streams/change-capture.ts';
import type { JsonObject } from '#local/template/json.ts';

const OK: AwsResponse = { status: 200, headers: {}, body: Buffer.from('{}') };
const keyOf = (pk: string, sk = 'a'): JsonObject => ({ pk: { S: pk }, sk: { S: sk } });

/** A table behind the capture, which takes its time. */
class Desk {
  readonly items = new Map<string, JsonObject>();
  readonly seen: CapturedWrite[] = [];
  reads = 0;
  readonly capture = new ChangeCapture({
    keyNames: ['pk', 'sk'],
    isWanted: ({ pk }) => String((pk as JsonObject)['S']).startsWith('ORDERS#'),
    read: async (_call, keys) => {
      this.reads += 1;
      await Promise.resolve();
      return keys.flatMap((key) => {
        const item = this.items.get(JSON.stringify(key));
        return item === undefined ? [] : [item];
      });
    },
    onWrite: (write) => this.seen.push(write),
  });

  /** Sets what each key's item is to be, by a request of this kind. */
  write(operation: string, body: JsonObject, items: readonly JsonObject[], response = OK): Promise<AwsResponse> {
    const request = { service: 'dynamodb', operation, body } as const;
    return this.capture.around({ request, headers: {} }, async () => {
      await Promise.resolve();
      for (const item of items) this.items.set(JSON.stringify({ pk: item['pk'], sk: item['sk'] }), item);
      return response;
    });
  }

  update(pk: string, version: number): Promise<AwsResponse> {
    const item = { ...keyOf(pk), version: { N: String(version) } };
    return this.write('UpdateItem', { TableName: 't', Key: keyOf(pk) }, [item]);
  }
}

const versionOf = (image: JsonObject | null): unknown => (image?.['version'] as JsonObject | undefined)?.['N'];

describe('change capture', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });

  it('Given writes one after another, When each is captured, Then the image before is the one after the write before it', async () => {
    for (const version of [1, 2, 3]) await desk.update('ORDERS#a', version);
    expect(desk.seen.map(({ before, after }) => [versionOf(before), versionOf(after)])).toEqual([
      [undefined, '1'],
      ['1', '2'],
      ['2', '3'],
    ]);
  });

  it('Given writes side by side, When they are captured, Then none is lost and none is told twice', async () => {
    await Promise.all([1, 2, 3, 4].map((version) => desk.update('ORDERS#a', version)));
    expect(desk.seen.map(({ before, after }) => [versionOf(before), versionOf(after)])).toEqual([
      [undefined, '1'],
      ['1', '2'],
      ['2', '3'],
      ['3', '4'],
    ]);
  });

  it('Given a transaction, When it writes wanted and other records and checks one, Then the wanted ones that changed are told', async () => {
    const put = { ...keyOf('ORDERS#a'), version: { N: '1' } };
    const body = {
      TransactItems: [
        { Put: { TableName: 't', Item: put } },
        { Update: { TableName: 't', Key: keyOf('ACCOUNT#a') } },
        { ConditionCheck: { TableName: 't', Key: keyOf('ORDERS#checked') } },
        { Update: { TableName: 't', Key: keyOf('ORDERS#same') } },
      ],
    };
    await desk.write('TransactWriteItems', body, [put, { ...keyOf('ACCOUNT#a'), x: { N: '1' } }]);
    expect(desk.seen).toEqual([{ keys: keyOf('ORDERS#a'), before: null, after: put }]);
  });

  it('Given a write that is refused, or of the same, When it is captured, Then nothing is told', async () => {
    const item = { ...keyOf('ORDERS#a'), members: { SS: ['x', 'y'] } };
    await desk.write('PutItem', { TableName: 't', Item: item }, [item]);
    await desk.write('PutItem', { TableName: 't', Item: item }, [{ ...item, members: { SS: ['y', 'x'] } }]);
    await desk.write('PutItem', { TableName: 't', Item: item }, [], { ...OK, status: 400 });
    expect(desk.seen).toHaveLength(1);
  });

  it('Given a call that fails, When the next one comes, Then it is judged by what is there', async () => {
    await desk.update('ORDERS#a', 1);
    const request = { service: 'dynamodb', operation: 'UpdateItem', body: { Key: keyOf('ORDERS#a') } } as const;
    const failing = desk.capture.around({ request, headers: {} }, async () => {
      desk.items.set(JSON.stringify(keyOf('ORDERS#a')), { ...keyOf('ORDERS#a'), version: { N: '2' } });
      throw new Error('no answer');
    });
    await expect(failing).rejects.toThrow('no answer');
    await desk.update('ORDERS#a', 3);
    expect(desk.seen.map(({ before, after }) => [versionOf(before), versionOf(after)])).toEqual([
      [undefined, '1'],
      ['2', '3'],
    ]);
  });

  it('Given reads and writes of other records, When they pass, Then nothing is read for them', async () => {
    await desk.update('ACCOUNT#a', 1);
    await desk.write('Query', { TableName: 't', Key: keyOf('ORDERS#a') }, []);
    expect([desk.reads, desk.seen]).toEqual([0, []]);
  });
});
