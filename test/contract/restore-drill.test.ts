import { gunzipSync, gzipSync } from 'node:zlib';
import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DynamoDbTable } from '#adapters/dynamodb/dynamodb-table.ts';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { readRecords } from '#application/audit/read-records.ts';
import { sealAudit } from '#application/audit/seal-audit.ts';
import { entryOf } from '#domain/audit/audit-entry.ts';
import { verifyChain } from '#domain/audit/verify-chain.ts';
import { NOW } from './support/each-table.ts';
import { type RunningDynoxide, startDynoxide } from './support/start-dynoxide.ts';
import { ACCOUNT, fillOf, orderOf, TradingDesk } from './support/trading-desk.ts';

const clock = { now: () => NOW };
const PAGE = 25;

let dynoxide: RunningDynoxide;
beforeAll(async () => {
  dynoxide = await startDynoxide();
});
afterAll(() => dynoxide.stop());

function tableOf(tableName: string): DynamoDbTable {
  return new DynamoDbTable({ client: dynoxide.client, tableName, clock, random: () => 0.5, sleep: async () => {} });
}

/** The lines of an export of DynamoDB, as `exports/…/data/*.json.gz` has them. */
async function exportLines(tableName: string): Promise<Buffer> {
  const { Items = [] } = await dynoxide.client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
  return gzipSync(Items.map((Item) => `${JSON.stringify({ Item })}\n`).join(''));
}

/** What `aws dynamodb import-table` does with them. */
async function importLines(tableName: string, lines: Buffer): Promise<number> {
  const items = gunzipSync(lines)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).Item);
  for (let start = 0; start < items.length; start += PAGE) {
    const requests = items.slice(start, start + PAGE).map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems = {} } = await dynoxide.client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }),
    );
    expect(UnprocessedItems).toEqual({});
  }
  return items.length;
}

async function verify(tableName: string) {
  const trail = new TableAuditTrail(tableOf(tableName), ACCOUNT);
  const head = await trail.readHead();
  const seals = await trail.readSeals(1, head.number);
  const ids = seals.flatMap(({ entries }) => entries.map(({ id }) => id));
  return { head, faults: verifyChain({ head, seals, entries: await trail.readEntries(ids) }) };
}

it('Given a ledger and its export, When a new table is made of the export, Then it has the same records, open orders and an unbroken chain, and trading goes on', async () => {
  const [before, after] = [await dynoxide.createTable(), await dynoxide.createTable()];
  const desk = await TradingDesk.running(async () => tableOf(before));
  const bought = await desk.buy('1', 2);
  await desk.authorise(orderOf('2'));
  const trail = new TableAuditTrail(tableOf(before), ACCOUNT);
  const fact = { kind: 'drill', subject: 'x', sessionId: null, actor: 'a', cause: '', detail: {} };
  await trail.record(entryOf(ACCOUNT, NOW, fact));
  await sealAudit({ audit: trail, clock, account: ACCOUNT });

  expect(await importLines(after, await exportLines(before))).toBeGreaterThan(6);

  const [old, restored] = [before, after].map((name) => new TableLedger(tableOf(name), ACCOUNT));
  if (old === undefined || restored === undefined) throw new Error('expected two ledgers');
  expect(await readRecords(restored)).toEqual(await readRecords(old));
  expect((await restored.listOpenOrders()).length).toBe(1);
  expect(await restored.listSessions()).toEqual(await old.listSessions());
  expect(await verify(after)).toEqual({ head: expect.objectContaining({ number: 1 }), faults: [] });
  // What was booked stays booked, though the venue lists it again.
  const onRestored = await TradingDesk.create(async () => tableOf(after));
  expect(await onRestored.fill(fillOf(bought, 'fill-1', 2))).toBe('duplicate');
  expect(await onRestored.fill(fillOf(bought, 'fill-2', 1))).toBe('applied');
});
