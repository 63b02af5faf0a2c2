import { beforeEach, describe, expect, it } from 'vitest';
import { AccountValuation } from '#domain/accounts/account-valuation.ts';
import { markPosition } from '#domain/accounts/mark-position.ts';
import { newStop } from '#domain/emergency/emergency-stop.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import { ACCOUNT, d, fillOf, orderOf, TradingDesk } from '../support/trading-desk.ts';

export function marksContract(createTable: TableFactory): void {
  describe('marks and events', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.running(createTable);
    });

    const markAt = async (price: number, openTime: number) => {
      const { account, position } = await desk.view();
      const { symbol } = position;
      const prices = { open: price, high: price, low: price, close: price, volume: 1 };
      const bar = { symbol, openTime, closeTime: openTime + MINUTE, ...prices };
      const valuation = new AccountValuation(account, [position], symbol);
      valuation.price(symbol, price);
      const snapshot = valuation.close(openTime, bar.closeTime);
      return {
        before: account,
        after: valuation.marked(account),
        positions: [markPosition(position, bar)].filter((marked) => marked !== position),
        sessionId: 's1',
        snapshot,
        riskEvents: [],
        stop: null,
      };
    };

    it('Given a position, When the account is marked, Then account, symbol and snapshot say so', async () => {
      await desk.buy('1', 2);
      const mark = await markAt(90, NOW);
      expect(await desk.ledger.mark(mark)).toBe('committed');
      const { account, position } = await desk.view();
      expect(account).toEqual(mark.after);
      expect([position.mark, position.markTime]).toEqual([d(90), NOW + MINUTE]);
      expect(await desk.ledger.listSnapshots('s1')).toEqual([mark.snapshot]);
      expect(await desk.ledger.listSnapshots('s2')).toEqual([]);
    });

    it('Given a mark at this bar or later, When an older one comes, Then it has changed', async () => {
      const [first, second] = [await markAt(100, NOW), await markAt(100, NOW + MINUTE)];
      expect(await desk.ledger.mark(second)).toBe('committed');
      expect(await desk.ledger.mark(first)).toBe('changed');
      expect(await desk.ledger.mark({ ...second, after: { ...second.after, equity: d(1) } })).toBe('changed');
      expect(await desk.ledger.listSnapshots('s1')).toEqual([second.snapshot]);
    });

    it('Given snapshots, When those since a bar are asked for, Then that bar and later ones are given', async () => {
      for (const minute of [0, 1, 2]) await desk.ledger.mark(await markAt(100 + minute, NOW + minute * MINUTE));
      const since = async (instant: number) =>
        (await desk.ledger.listSnapshots('s1', instant)).map(({ barTime }) => (barTime - NOW) / MINUTE);
      expect(await since(NOW + MINUTE)).toEqual([1, 2]);
      expect(await since(NOW + MINUTE + 1)).toEqual([2]);
      expect(await since(NOW + 3 * MINUTE)).toEqual([]);
    });

    it('Given a fill since the read, When the account is marked, Then it has changed; an order alone does not matter', async () => {
      const order = orderOf('1');
      const early = await markAt(100, NOW);
      await desk.authorise(order);
      expect(await desk.ledger.mark(early)).toBe('committed');
      const late = await markAt(100, NOW + MINUTE);
      await desk.fill(fillOf(order, 'f1', 2));
      expect(await desk.ledger.mark(late)).toBe('changed');
      expect((await desk.view()).account.reserved).toEqual(d(0));
    });

    it('Given a mark without a session, When it is committed, Then no snapshot is left', async () => {
      const mark = await markAt(100, NOW);
      expect(await desk.ledger.mark({ ...mark, sessionId: null })).toBe('committed');
      expect(await desk.ledger.listSnapshots('s1')).toEqual([]);
    });

    it('Given a mark that halts, Then halt and stop are there together, or neither is', async () => {
      const mark = await markAt(100, NOW);
      const asked = { account: ACCOUNT, requestedAt: NOW, requestedBy: 'limits', reason: 'a loss', haltEpoch: 1 };
      const stop = newStop({ ...asked, id: 'halt', trigger: 'risk_limit', flatten: false, cancelAll: false });
      const after = { ...mark.after, mode: 'HALTED', modeCause: 'max_drawdown', haltEpoch: 1 } as const;
      const halting = { ...mark, after, stop };
      expect(await desk.ledger.mark(halting)).toBe('committed');
      expect(await desk.ledger.mark(halting)).toBe('committed');
      expect((await desk.view()).account).toMatchObject({ mode: 'HALTED', haltEpoch: 1 });
      expect(await desk.ledger.listStops()).toEqual([stop]);
      const late = await markAt(100, NOW + MINUTE);
      await desk.ledger.kill();
      const again = { ...late, after: { ...late.after, haltEpoch: 2, modeCause: 'other' }, stop: { ...stop, id: 'b' } };
      expect(await desk.ledger.mark(again)).toBe('changed');
      expect(await desk.ledger.listStops()).toEqual([stop]);
    });

    it('Given risk events, When one is recorded twice, Then it is there once, in order of time', async () => {
      const event = {
        account: ACCOUNT,
        sessionId: 's1',
        kind: 'daily_loss',
        severity: 'critical',
        detail: { limit: '0.02' },
      } as const;
      const [late, early] = [
        { ...event, id: 'a', at: NOW + 1 },
        { ...event, id: 'b', at: NOW, sessionId: null, detail: {} },
      ];
      await desk.ledger.recordRiskEvent(late);
      await desk.ledger.recordRiskEvent(early);
      await desk.ledger.recordRiskEvent({ ...late, kind: 'other' });
      expect(await desk.ledger.listRiskEvents()).toEqual(
        [early, late].map((event) => ({ ...event, resolution: null })),
      );
    });
  });
}
