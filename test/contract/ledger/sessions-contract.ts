import { beforeEach, describe, expect, it } from 'vitest';
import type { TableFactory } from '../support/each-table.ts';
import { d, OPENING, sessionOf, TradingDesk } from '../support/trading-desk.ts';

export function sessionsContract(createTable: TableFactory): void {
  describe('sessions', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.create(createTable);
    });

    it('Given a new account, When its first session opens, Then the account starts with its cash and is held', async () => {
      expect(await desk.ledger.readAccount()).toBeNull();
      const session = sessionOf('s1');
      expect(await desk.ledger.openSession(session, OPENING)).toBe('opened');
      const view = await desk.view();
      expect(view.session).toEqual(session);
      expect(await desk.ledger.readSession('s1')).toEqual(session);
      expect(view.account).toMatchObject({ mode: 'NORMAL', haltEpoch: 0, sessionId: 's1', sessionStatus: 'STARTING' });
      expect([view.account.cash, view.account.equity, view.account.peak]).toEqual([d(100_000), d(100_000), d(100_000)]);
    });

    it('Given a held account, When another session opens, Then it is told who holds it; its own id is opened once', async () => {
      await desk.ledger.openSession(sessionOf('s1'), OPENING);
      expect(await desk.ledger.openSession(sessionOf('s2'), OPENING)).toEqual({ heldBy: 's1' });
      expect(await desk.ledger.openSession(sessionOf('s1', { symbols: [] }), OPENING)).toBe('opened');
      expect(await desk.ledger.readSession('s2')).toBeNull();
      expect((await desk.view()).session?.symbols).toHaveLength(2);
    });

    it('Given a free account, When ten sessions race for it, Then one holds it', async () => {
      const sessions = Array.from({ length: 10 }, (_, n) => sessionOf(`s${n}`));
      const outcomes = await Promise.all(sessions.map((session) => desk.ledger.openSession(session, OPENING)));
      expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(1);
      const { account } = await desk.view();
      expect(outcomes.filter((outcome) => outcome !== 'opened')).toEqual(Array(9).fill({ heldBy: account.sessionId }));
    });

    it('Given a session, When it moves, Then record and account row move together, from the current version only', async () => {
      const starting = sessionOf('s1');
      await desk.ledger.openSession(starting, OPENING);
      const running = { ...starting, status: 'RUNNING', version: 2 } as const;
      expect(await desk.ledger.commitSession(starting, running)).toBe('committed');
      expect(await desk.ledger.commitSession(starting, running)).toBe('committed');
      expect(await desk.ledger.commitSession(starting, { ...running, status: 'STOPPING' })).toBe('changed');
      const view = await desk.view();
      expect([view.session, view.account.sessionStatus]).toEqual([running, 'RUNNING']);
    });

    it('Given a stopped session, When the next one opens, Then the account goes on with what it has', async () => {
      await desk.ledger.openSession(sessionOf('s1'), OPENING);
      await desk.moveSession('RUNNING');
      await desk.buy('1', 2);
      const stopped = await desk.moveSession('STOPPED');
      const free = await desk.view();
      expect([free.session, free.account.sessionId, free.account.sessionStatus]).toEqual([null, null, null]);
      expect(await desk.ledger.openSession(sessionOf('s2'), { currency: 'USD', cash: d(5) })).toBe('opened');
      const view = await desk.view();
      expect([view.session?.id, view.account.cash, view.position.quantity]).toEqual(['s2', d('99799.9'), d(2)]);
      expect(await desk.ledger.readSession('s1')).toEqual(stopped);
      expect(await desk.ledger.commitSession(stopped, { ...stopped, status: 'STARTING', version: 9 })).toBe('changed');
      expect(await desk.ledger.openSession(sessionOf('s1'), OPENING)).toBe('opened');
      expect((await desk.view()).session?.id).toBe('s2');
    });

    it('Given a kill before the first session, When it opens, Then the account is still halted', async () => {
      expect(await desk.ledger.kill()).toBe(1);
      expect(await desk.ledger.readAccount()).toBeNull();
      expect(await desk.ledger.openSession(sessionOf('s1'), OPENING)).toBe('opened');
      expect((await desk.view()).account).toMatchObject({ mode: 'HALTED', haltEpoch: 1, sessionId: 's1' });
      expect(await desk.ledger.kill()).toBe(2);
    });

    it('Given the state of strategies, When it is saved, Then only over the bar that was read, and for its own session', async () => {
      await desk.ledger.openSession(sessionOf('s1'), OPENING);
      const state = {
        sessionId: 's1',
        strategy: 'sma',
        fingerprint: 'f1',
        symbol: 'BTC/USD',
        lastBar: 60_000,
        state: { closes: ['1.10', '2'], n: 2 },
      };
      expect(await desk.ledger.saveStrategyState(state, null)).toBe('committed');
      expect(await desk.ledger.saveStrategyState(state, null)).toBe('committed');
      const next = { ...state, lastBar: 120_000, state: null };
      expect(await desk.ledger.saveStrategyState(next, null)).toBe('changed');
      expect(await desk.ledger.saveStrategyState(next, 0)).toBe('changed');
      expect(await desk.ledger.saveStrategyState(next, 60_000)).toBe('committed');
      expect((await desk.ledger.readAccount())?.strategyStates).toEqual([next]);
      expect(await desk.ledger.saveStrategyState({ ...state, sessionId: 's10' }, null)).toBe('committed');
      expect(await desk.ledger.saveStrategyState({ ...next, lastBar: 180_000 }, 120_000)).toBe('changed');
      expect((await desk.ledger.readAccount())?.strategyStates).toEqual([]);
    });
  });
}
