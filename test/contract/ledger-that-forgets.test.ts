import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { ExpiringTable } from '#adapters/table/expiring-table.ts';
import { signalKey } from '#adapters/table/keys.ts';
import type { Retention } from '#adapters/table/retention.ts';
import type { Table } from '#adapters/table/table.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import type { RiskEvent } from '#application/ports/ledger.ts';
import { DAY, SECOND } from '#domain/shared/instant.ts';
import type { SignalRecord } from '#domain/signals/signal-record.ts';
import { d } from '../support/builders.ts';
import { ledgerContract } from './ledger-contract.ts';
import { describeEachTable, NOW, type TableFactory } from './support/each-table.ts';
import { ACCOUNT } from './support/trading-desk.ts';

const RETENTION: Retention = {
  snapshots: 400,
  closed_trades: 400,
  signals: 100,
  risk_events: 400,
  reconciliations: 100,
};

function forgettingContract(createTable: TableFactory): void {
  describe('records that nobody needs any more', () => {
    const open = async () => {
      const plain = await createTable();
      const table = new ExpiringTable(plain, RETENTION);
      return { plain, table, ledger: new TableLedger(table, ACCOUNT) };
    };
    const ttlOf = async (table: Table, key: { pk: string; sk: string }) => (await table.get(key))?.['ttl'];

    it('Given a signal of the bus, When its days are over, Then it is gone; one of the webhook stays', async () => {
      const { ledger, plain } = await open();
      const old = NOW - 100 * DAY;
      await ledger.recordSignal(aSignal('gone', 'event', old), []);
      await ledger.recordSignal(aSignal('kept', 'webhook', old), []);
      await ledger.recordSignal(aSignal('young', 'event', old + SECOND), []);

      expect((await ledger.listSignals()).map(({ id }) => id)).toEqual(['young', 'kept']);
      expect(await ttlOf(plain, signalKey(ACCOUNT, 'young'))).toEqual(d(NOW / SECOND + 1));
    });

    it('Given a critical event, When it is not resolved, Then it stays for ever; once it is, its days begin', async () => {
      const { ledger, plain } = await open();
      const key = { pk: `RISK#${ACCOUNT}`, sk: 'critical' };
      await ledger.recordRiskEvent(anEvent('critical', 'critical'));
      await ledger.recordRiskEvent(anEvent('info', 'info'));

      expect((await ledger.listRiskEvents()).map(({ id }) => id)).toEqual(['critical']);
      expect(await ttlOf(plain, key)).toBeUndefined();

      await ledger.resolveRiskEvent('critical', { at: NOW, by: 'somebody', reason: 'seen' });
      expect(await ttlOf(plain, key)).toEqual(d((NOW + 400 * DAY) / SECOND));
      expect((await ledger.listRiskEvents()).map(({ id }) => id)).toEqual(['critical']);
    });
  });
}

function aSignal(id: string, source: SignalRecord['source'], receivedAt: number): SignalRecord {
  const decision = { kind: 'cancelled' } as const;
  const what = { strategy: 'desk', symbol: 'BTC/USD', action: 'BUY', strength: 50, reason: 'r' } as const;
  return { id, account: ACCOUNT, sessionId: null, source, ...what, time: receivedAt, receivedAt, decision };
}

function anEvent(id: string, severity: RiskEvent['severity']): RiskEvent {
  return { id, account: ACCOUNT, sessionId: null, kind: 'Drill', severity, at: NOW - 500 * DAY, detail: {} };
}

describe('Ledger that forgets keeps its promises', () => {
  ledgerContract(async () => new ExpiringTable(new MemoryTable({ now: () => NOW }), RETENTION));
});

describeEachTable('Ledger that forgets', forgettingContract);
