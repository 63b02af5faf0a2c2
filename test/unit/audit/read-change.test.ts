import { describe, expect, it } from 'vitest';
import { encodeEmergencyStop } from '#adapters/table/emergency-stop-record.ts';
import { accountOf, readChange, type StreamedWrite } from '#adapters/table/read-change.ts';
import { encodeRiskEvent } from '#adapters/table/risk-event-record.ts';
import type { Item, Key } from '#adapters/table/table.ts';
import { entryOfChange } from '#domain/audit/entry-of-change.ts';
import type { LedgerChange } from '#domain/audit/ledger-change.ts';
import { type EmergencyStop, newStop } from '#domain/emergency/emergency-stop.ts';
import { d, T0 } from '../../support/builders.ts';

const ACCOUNT: Key = { pk: 'ACCOUNT#main', sk: 'ACCOUNT' };

function change(write: Partial<StreamedWrite> & { key: Key }): LedgerChange | null {
  return readChange({ before: null, after: null, sequence: '7', ...write });
}

function entry(write: Partial<StreamedWrite> & { key: Key }) {
  const found = change(write);
  if (found === null) throw new Error('expected a change');
  return entryOfChange({ account: accountOf(write.key), at: T0, change: found });
}

const row = (mode: string, more: Item = {}): Item => ({ ...ACCOUNT, mode, haltEpoch: d(1), ...more });
const recorded = (item: Item & Key) => ({ key: { pk: item.pk, sk: item.sk }, after: item });

describe('what a write means to the trail', () => {
  it('Given an account row, When its mode moves, Then that is told with cause and epoch; any other write of it is not', () => {
    const kill = { key: ACCOUNT, before: row('NORMAL'), after: row('HALTED', { modeCause: 'kill' }) };
    expect(entry(kill)).toMatchObject({
      kind: 'TradingModeChanged',
      subject: 'ACCOUNT/main',
      actor: 'kill',
      at: T0,
      detail: { mode: 'HALTED', haltEpoch: '1', sequence: '7' },
    });
    expect(change({ key: ACCOUNT, before: row('HALTED'), after: row('HALTED', { cash: d(1) }) })).toBeNull();
    expect(change({ key: ACCOUNT, before: row('HALTED'), after: row('HALTED', { haltEpoch: d(2) }) })).not.toBeNull();
    expect(entry({ key: ACCOUNT, before: row('HALTED'), after: row('NORMAL') })).toMatchObject({ actor: 'system' });
    expect(entry(kill).id).not.toBe(entry({ ...kill, sequence: '8' }).id);
  });

  it('Given a risk event, When it is recorded and then resolved, Then both are told, with who and why', () => {
    const event = {
      id: 'E#1',
      account: 'main',
      sessionId: null,
      kind: 'EmergencyStopReset',
      severity: 'warning',
      at: T0,
      detail: { requestedBy: 'arn:someone', reason: 'over' },
    } as const;
    const item = encodeRiskEvent(event);
    expect(entry(recorded(item))).toMatchObject({
      kind: 'RiskEventRecorded',
      actor: 'arn:someone',
      cause: 'over',
      at: T0,
    });
    const resolved = { ...item, resolvedAt: d(T0 + 1), resolvedBy: 'arn:other', resolvedReason: 'seen' };
    expect(entry(recorded(resolved))).toMatchObject({
      kind: 'RiskEventResolved',
      actor: 'arn:other',
      cause: 'seen',
      at: T0 + 1,
    });
  });

  it('Given an emergency stop, When its rounds are written, Then each phase is told once, the end with its report', () => {
    const wish = {
      id: 's',
      account: 'main',
      requestedAt: T0,
      requestedBy: 'arn:someone',
      reason: 'drill',
      haltEpoch: 3,
    };
    const stop = newStop({ ...wish, trigger: 'request', flatten: true, cancelAll: false });
    const ids = [
      stop,
      { ...stop, version: 2, phaseSince: T0 + 1, advancedAt: T0 + 1, troubles: ['slow'] },
      { ...stop, version: 3, phase: 'flattening', phaseSince: T0 + 2 },
      { ...stop, version: 4, phase: 'reconciling', phaseSince: T0 + 3 },
      { ...stop, version: 5, phase: 'done', phaseSince: T0 + 4, troubles: ['slow'] },
    ].map((one) => entry(recorded(encodeEmergencyStop(one as EmergencyStop))));
    expect(ids[0]?.id).toBe(ids[1]?.id);
    expect(ids.map(({ kind }) => kind)).toEqual([
      'EmergencyStopRequested',
      'EmergencyStopRequested',
      'EmergencyStopFlattening',
      'EmergencyStopReconciling',
      'EmergencyStopCompleted',
    ]);
    expect(ids.map(({ at }) => at - T0)).toEqual([0, 0, 2, 3, 4]);
    expect(ids[4]).toMatchObject({ actor: 'arn:someone', cause: 'drill' });
    expect(ids[4]?.detail['report']).toContain('slow');
  });

  it('Given a record that is deleted, or that nobody can read, Then the trail says so', () => {
    const key = { pk: 'ORDERS#main', sk: 'x' };
    expect(entry({ key, before: { ...key } })).toMatchObject({
      kind: 'RecordRemoved',
      subject: 'RECORD/ORDERS#main x',
    });
    const unreadable = entry({ key, after: { ...key, state: 'NEITHER' } });
    expect(unreadable).toMatchObject({ kind: 'RecordUnreadable', subject: 'RECORD/ORDERS#main x' });
    expect(unreadable.cause).toContain('expected');
  });

  it('Given records of no interest, Then nothing is told', () => {
    for (const key of [
      { pk: 'ACCOUNT#main', sk: 'SYMBOL#BTC/USD' },
      { pk: 'AUDIT#main', sk: 'x' },
      { pk: 'SEALS#main', sk: 'HEAD' },
      { pk: 'SNAPSHOTS#main#s', sk: 'x' },
    ])
      expect(change({ key, after: { ...key } })).toBeNull();
  });
});
