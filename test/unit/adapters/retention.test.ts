import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import * as auditKeys from '#adapters/table/audit-record.ts';
import * as ledgerKeys from '#adapters/table/keys.ts';
import { readChange } from '#adapters/table/read-change.ts';
import { keepingTrades, RECORD_FATES, type Retention, ttlOf } from '#adapters/table/retention.ts';
import { recordChanges } from '#application/audit/record-changes.ts';
import { retentionSection } from '#application/contracts/sections/retention-section.ts';
import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import { DAY, SECOND } from '#domain/shared/instant.ts';
import { d, T0 } from '../../support/builders.ts';

const DAYS: Retention = { snapshots: 400, closed_trades: 90, signals: 100, risk_events: 400, reconciliations: 100 };
const FOR_EVER: Retention = {
  snapshots: null,
  closed_trades: null,
  signals: null,
  risk_events: null,
  reconciliations: null,
};

/** What every function that names a key or a partition begins it with. */
function kindsOf(module: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(module).flatMap(([name, make]) => {
    if (typeof make !== 'function' || !/(Key|Partition)$/.test(name)) return [];
    const made: string | { readonly pk: string } = make('main', 1, 1, 1);
    return [(typeof made === 'string' ? made : made.pk).split('#')[0] ?? ''];
  });
}

describe('what becomes of records', () => {
  test('Given every key that is written, Then its kind has a fate', () => {
    const kinds = new Set([...kindsOf(ledgerKeys), ...kindsOf(auditKeys), 'SIM']);

    expect(kinds.size).toBeGreaterThan(12);
    expect([...kinds].sort()).toEqual(Object.keys(RECORD_FATES).sort());
  });

  test('Given what decisions, sums or proofs need, Then it is kept for ever, whatever it says', () => {
    const kept = Object.entries(RECORD_FATES).flatMap(([kind, { kept }]) => (kept === 'for ever' ? [kind] : []));

    expect(kept).toEqual(['ACCOUNT', 'SESSIONS', 'ORDERS', 'FILLS', 'ADJUSTMENTS', 'STOPS', 'AUDIT', 'SEALS', 'SIM']);
    for (const kind of kept)
      expect(ttlOf({ pk: `${kind}#main`, sk: 'x' }, { at: d(1), phase: 'done', finishedAt: d(1) }, DAYS)).toBeNull();
  });

  test.for([
    ['a snapshot', 'SNAPSHOTS', { barTime: d(T0) }, 400],
    ['a round trip', 'TRADES', { closedAt: d(T0), openedAt: d(1) }, 90],
    ['a signal of a strategy', 'SIGNALS', { receivedAt: d(T0), source: 'strategy' }, 100],
    ['a signal of the webhook', 'SIGNALS', { receivedAt: d(T0), source: 'webhook' }, null],
    ['a warning', 'RISK', { at: d(T0), severity: 'warning' }, 400],
    ['a critical event', 'RISK', { at: d(T0), severity: 'critical' }, null],
    ['a critical event, resolved', 'RISK', { at: d(1), severity: 'critical', resolvedAt: d(T0) }, 400],
    ['a reconciliation that goes on', 'RECONCILIATIONS', { phase: 'comparing', requestedAt: d(T0) }, null],
    ['one that is done', 'RECONCILIATIONS', { phase: 'done', requestedAt: d(1), finishedAt: d(T0) }, 100],
    ['something new', 'NOVELTIES', { at: d(T0) }, null],
  ] as const)('Given %s, Then it goes after its days, or never', ([, kind, item, days]) => {
    const key = { pk: `${kind}#main`, sk: 'x' };

    expect(ttlOf(key, item, DAYS)).toEqual(days === null ? null : d((T0 + days * DAY) / SECOND));
    expect(ttlOf(key, item, FOR_EVER)).toBeNull();
  });

  test('Given a record without the time that its days count from, Then it is not written', () => {
    expect(() => ttlOf({ pk: 'TRADES#main', sk: 'x' }, {}, DAYS)).toThrow(/received no closedAt/);
  });

  test('Given a protection that looks back longer than round trips are kept, Then they are kept as long as it looks', () => {
    expect(keepingTrades(DAYS, 365 * DAY).closed_trades).toBe(366);
    expect(keepingTrades(DAYS, 5 * DAY)).toEqual(DAYS);
    expect(keepingTrades(FOR_EVER, 365 * DAY)).toEqual(FOR_EVER);
  });

  test('Given days in the configuration, Then none is so short that a month without an export loses a record', () => {
    expect(z.parse(retentionSection, {})).toEqual({
      snapshots: 400,
      closed_trades: 400,
      signals: 100,
      risk_events: 400,
      reconciliations: 100,
    });
    expect(z.safeParse(retentionSection, { signals: 69 }).success).toBe(false);
    expect(z.parse(retentionSection, { signals: null, snapshots: 70 })).toMatchObject({ signals: null, snapshots: 70 });
  });
});

describe('the trail', () => {
  const key = { pk: 'SIGNALS#main', sk: 'x' };
  const removed = { key, after: null, sequence: '1' };

  async function told(ttl: number | null): Promise<readonly AuditEntry[]> {
    const change = readChange({ ...removed, before: { ...key, ...(ttl === null ? {} : { ttl: d(ttl / SECOND) }) } });
    const entries: AuditEntry[] = [];
    const trail = { record: async (entry: AuditEntry) => void entries.push(entry) };
    if (change !== null) await recordChanges(trail as never, [{ account: 'main', at: T0, change }]);
    return entries;
  }

  test('Given a record that goes when its time has come, Then nothing is told; before it, or without one, its removal is', async () => {
    expect(await told(T0)).toEqual([]);
    expect((await told(T0 + SECOND)).map(({ kind }) => kind)).toEqual(['RecordRemoved']);
    expect((await told(null)).map(({ kind }) => kind)).toEqual(['RecordRemoved']);
  });
});
