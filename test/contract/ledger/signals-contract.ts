import { beforeEach, describe, expect, it } from 'vitest';
import type { SignalRecord } from '#domain/signals/signal-record.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import { ACCOUNT, TradingDesk } from '../support/trading-desk.ts';

const DENIED = { kind: 'denied', cause: 'session', detail: 'the session is not there' } as const;
const CANCELLED = { kind: 'cancelled' } as const;
const ORDERED = { kind: 'ordered', clientOrderId: 'c'.repeat(32), expiresAt: NOW } as const;

function signalOf(changes: Partial<SignalRecord> = {}): SignalRecord {
  return {
    id: 'a',
    account: ACCOUNT,
    sessionId: null,
    source: 'webhook',
    strategy: 'desk',
    symbol: 'BTC/USD',
    action: 'BUY',
    strength: 62.5,
    reason: 'signal 1',
    time: NOW - 1,
    receivedAt: NOW,
    decision: DENIED,
    ...changes,
  };
}

export function signalsContract(createTable: TableFactory): void {
  describe('signals', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.create(createTable);
    });

    it('Given a signal, When it is recorded twice, Then the first record stands, read as it was written', async () => {
      const first = signalOf();
      expect(await desk.ledger.recordSignal(first, [])).toEqual({ isNew: true, signal: first });
      const again = signalOf({ receivedAt: NOW + 1, decision: ORDERED });
      expect(await desk.ledger.recordSignal(again, [])).toEqual({ isNew: false, signal: first });
      expect(await desk.ledger.listSignals()).toEqual([first]);
    });

    it('Given what may be decided anew, Then only that is replaced', async () => {
      const ordered = signalOf({ sessionId: 's1', decision: { ...ORDERED, expiresAt: null } });
      await desk.ledger.recordSignal(signalOf(), ['denied']);
      expect((await desk.ledger.recordSignal(signalOf({ decision: CANCELLED }), ['denied'])).isNew).toBe(true);
      expect((await desk.ledger.recordSignal(signalOf(), ['denied'])).signal.decision).toEqual(CANCELLED);
      expect((await desk.ledger.recordSignal(ordered, ['denied', 'cancelled'])).isNew).toBe(true);
      expect((await desk.ledger.recordSignal(signalOf({ decision: CANCELLED }), ['denied'])).isNew).toBe(false);
      expect(await desk.ledger.listSignals()).toEqual([ordered]);
    });

    it('Given signals, Then they are listed, the latest received first', async () => {
      const signals = [
        signalOf({ id: 'a' }),
        signalOf({ id: 'c', receivedAt: NOW + 1, decision: ORDERED }),
        signalOf({ id: 'b' }),
      ];
      for (const signal of signals) await desk.ledger.recordSignal(signal, []);
      expect((await desk.ledger.listSignals()).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    });
  });
}
