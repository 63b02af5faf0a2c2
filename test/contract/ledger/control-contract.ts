import { beforeEach, describe, expect, it } from 'vitest';
import { type EmergencyStop, newStop } from '#domain/emergency/emergency-stop.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import { ACCOUNT, d, OPENING, sessionOf, TradingDesk } from '../support/trading-desk.ts';

function stopOf(id: string, changes: Partial<EmergencyStop> = {}): EmergencyStop {
  const wish = { id, account: ACCOUNT, requestedAt: NOW, requestedBy: 'somebody', reason: 'a test', haltEpoch: 1 };
  return { ...newStop({ ...wish, trigger: 'request', flatten: true, cancelAll: false }), ...changes };
}

export function controlContract(createTable: TableFactory): void {
  describe('what operators do', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.create(createTable);
      await desk.ledger.openSession(sessionOf('s1'), OPENING);
    });

    it('Given a mode that was read, When it is moved, Then once; a kill since then is not lifted', async () => {
      const { account } = await desk.view();
      const restricted = { mode: 'REDUCE_ONLY', modeCause: 'test' } as const;
      expect(await desk.ledger.moveMode(account, restricted)).toBe('committed');
      expect(await desk.ledger.moveMode(account, restricted)).toBe('committed');
      const read = (await desk.view()).account;
      expect(read).toMatchObject(restricted);
      expect(await desk.ledger.moveMode(account, { mode: 'PAUSED', modeCause: null })).toBe('changed');
      await desk.ledger.kill();
      expect(await desk.ledger.moveMode(read, { mode: 'NORMAL', modeCause: null })).toBe('changed');
      const halted = (await desk.view()).account;
      expect(halted).toMatchObject({ mode: 'HALTED', modeCause: 'kill', haltEpoch: 1 });
      expect(await desk.ledger.moveMode(halted, { mode: 'NORMAL', modeCause: null })).toBe('committed');
      expect((await desk.view()).account).toMatchObject({ mode: 'NORMAL', modeCause: null });
    });

    it('Given a mode that is moved into HALTED, Then once, under a new epoch: what was judged in an earlier halt is over', async () => {
      const { account } = await desk.view();
      const halted = { mode: 'HALTED', modeCause: 'test' } as const;
      expect(await desk.ledger.moveMode(account, halted)).toBe('committed');
      expect(await desk.ledger.moveMode(account, halted)).toBe('committed');
      const first = (await desk.view()).account;
      expect(first).toMatchObject({ ...halted, haltEpoch: account.haltEpoch + 1 });
      await desk.ledger.moveMode(first, { mode: 'NORMAL', modeCause: null });
      const lifted = (await desk.view()).account;
      expect(lifted.haltEpoch).toBe(first.haltEpoch);
      expect(await desk.ledger.moveMode(lifted, halted)).toBe('committed');
      expect((await desk.view()).account.haltEpoch).toBe(first.haltEpoch + 1);
    });

    it('Given an emergency stop, When it is opened and moved, Then once each, and read as it was written', async () => {
      const stop = stopOf('a');
      expect(await desk.ledger.openStop(stop)).toEqual(stop);
      expect(await desk.ledger.openStop({ ...stop, reason: 'another' })).toEqual(stop);
      const order = { clientOrderId: null, brokerOrderId: 'b', symbol: 'BTC/USD', evidence: 'absent' };
      const held = { symbol: 'BTC/USD', quantity: d('-1.5'), protectedQuantity: d(0) };
      const next = {
        ...stop,
        phase: 'done',
        finishedAt: NOW,
        cancelledAt: NOW,
        orders: [order],
        unprotected: [held],
        reconciliation: {
          id: 'r',
          outcome: 'drift',
          drifts: [
            { kind: 'wrong_cash', subject: 'USD', quantity: null, value: d('-2.5') },
            { kind: 'unknown_position', subject: 'ETH/USD', quantity: d(1), value: null },
          ],
        },
        snapshot: {
          at: NOW,
          cash: d('10.5'),
          equity: d(110),
          realizedPnl: d(-3),
          fees: d('0.1'),
          positions: [{ symbol: 'BTC/USD', quantity: d('-1.5'), mark: null }],
        },
        troubles: ['x'],
      } as const;
      expect(await desk.ledger.commitStop(stop, next)).toBe('committed');
      expect(await desk.ledger.commitStop(stop, { ...next, troubles: [] })).toBe('changed');
      expect(await desk.ledger.readStop('a')).toEqual({ ...next, version: 2 });
      expect(await desk.ledger.readStop('b')).toBeNull();
      await desk.ledger.openStop(stopOf('b', { requestedAt: NOW + 1 }));
      expect((await desk.ledger.listStops()).map(({ id }) => id)).toEqual(['b', 'a']);
    });

    it('Given sessions, Then they are listed, the latest first', async () => {
      await desk.moveSession('RUNNING');
      await desk.moveSession('STOPPED');
      await desk.ledger.openSession(sessionOf('s2', { startedAt: NOW + 1 }), OPENING);
      expect((await desk.ledger.listSessions()).map(({ id, status }) => [id, status])).toEqual([
        ['s2', 'STARTING'],
        ['s1', 'STOPPED'],
      ]);
    });

    it('Given a risk event, When it is resolved twice, Then the first word stands', async () => {
      const event = {
        id: 'e',
        account: ACCOUNT,
        sessionId: null,
        kind: 'Test',
        severity: 'info',
        at: NOW,
        detail: {},
      } as const;
      await desk.ledger.recordRiskEvent(event);
      const first = { at: NOW, by: 'me', reason: 'seen' };
      expect(await desk.ledger.resolveRiskEvent('e', first)).toEqual({ ...event, resolution: first });
      expect(await desk.ledger.resolveRiskEvent('e', { ...first, by: 'you' })).toEqual({ ...event, resolution: first });
      expect(await desk.ledger.resolveRiskEvent('f', first)).toBeNull();
      expect(await desk.ledger.listRiskEvents()).toEqual([{ ...event, resolution: first }]);
    });
  });
}
