import { describe, expect, test } from 'vitest';
import { toAttributes } from '#adapters/dynamodb/attribute-codec.ts';
import { declareCashWrites } from '#adapters/table/cash-adjustment-record.ts';
import { encodeFill } from '#adapters/table/fill-record.ts';
import { encodeSnapshot } from '#adapters/table/snapshot-record.ts';
import type { Item } from '#adapters/table/table.ts';
import { toFixed } from '#domain/shared/fixed.ts';
import { aFill, anAccount, d, SESSION, T0 } from '../../support/builders.ts';
import { readRepositoryFile } from '../../support/repository-files.ts';

const money = toFixed(d('1.5'));

/** Everything that may be on each: an export has it in these words. */
const FULL: Readonly<Record<string, Item>> = {
  fill: encodeFill(
    aFill({
      baseFee: d('0.001'),
      venueTime: T0,
      reason: 'stop_loss',
      clientOrderId: 'a'.repeat(32),
      sessionId: SESSION,
      otherFees: [{ currency: 'BNB', amount: d('0.01') }],
      explanation: {
        trigger: 'market',
        referencePrice: d(100),
        slippageBps: d(1),
        impactBps: d(0),
        liquidity: 'taker',
        feeRate: d('0.001'),
        feeTier: 0,
        barTime: T0,
        limitedBy: null,
      },
      provenance: { kind: 'position', reconciliationId: 'r', of: null },
    }),
    { before: d(2), after: d(0), closed: { openedAt: T0, pnl: d(5) } },
  ),
  snapshot: encodeSnapshot('paper', SESSION, {
    barTime: T0,
    equity: money,
    cash: money,
    positionQuantity: d(1),
    positionValue: money,
    realizedPnl: money,
    unrealizedPnl: money,
    drawdown: money,
  }),
  adjustment: adjustment(),
};

function adjustment(): Item {
  const [record] = declareCashWrites(
    {
      id: 'r',
      account: 'paper',
      currency: 'USD',
      amount: d(5),
      at: T0,
      movement: { kind: 'transfer', what: 'deposit' },
    },
    { before: anAccount(), after: anAccount() },
  );
  if (record?.kind !== 'put') throw new Error('expected the record first');
  return record.item;
}

/** Attributes that hold one value, as `name type`. Lists and maps are left to `Item` itself. */
function scalarsOf(item: Item): readonly string[] {
  return Object.entries(toAttributes(item)).flatMap(([name, value]) => {
    const [type = ''] = Object.keys(value);
    return ['L', 'M', 'SS'].includes(type) ? [] : [`${name} ${type}`];
  });
}

const exported = new Set(Object.values(FULL).flatMap(scalarsOf));
const athena = readRepositoryFile('docs/archive/athena.sql');
const duckdb = readRepositoryFile('docs/archive/duckdb.sql');

describe('queries of the archive', () => {
  test("Given Athena's table, Then its columns are the attributes of fills, snapshots and adjustments, no more and no less", () => {
    const columns = [...athena.matchAll(/^ +`?(\w+)`?:struct<(\w+):string>/gm)].map(
      ([, name, type]) => `${name} ${type}`,
    );

    expect(new Set(columns)).toEqual(exported);
    expect(new Set(columns.map((column) => column.toLowerCase())).size).toBe(exported.size);
  });

  test.each([
    ['docs/archive/duckdb.sql', [...duckdb.matchAll(/\$\.(\w+)\.(\w+)/g)]],
    ['docs/archive/athena.sql', [...athena.matchAll(/\bitem\.(\w+)\.(\w+)/g)]],
  ])('Given the queries of %s, Then what they ask for is in the records', (_, asked) => {
    const known = new Set([...exported].map((one) => one.toLowerCase()));

    expect(asked.length).toBeGreaterThan(4);
    expect(asked.map(([, name, type]) => `${name} ${type}`.toLowerCase()).filter((one) => !known.has(one))).toEqual([]);
  });

  test.each(['FILLS#', 'SNAPSHOTS#'])(
    'Given the partition %s that a query asks for, Then records are in it',
    (prefix) => {
      expect(`${duckdb}${athena}`).toContain(`LIKE '${prefix}%'`);
      expect(Object.values(FULL).filter(({ pk }) => String(pk).startsWith(prefix))).toHaveLength(1);
    },
  );
});
