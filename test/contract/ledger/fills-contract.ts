import { beforeEach, describe, expect, it } from 'vitest';
import { decodePositionMove } from '#adapters/table/fill-record.ts';
import { fillKey } from '#adapters/table/keys.ts';
import { applyFill } from '#domain/accounts/account-accounting.ts';
import { recordOrderEvent } from '#domain/orders/order-lifecycle.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import { ACCOUNT, d, exitOf, fillOf, orderOf, TradingDesk } from '../support/trading-desk.ts';

export function fillsContract(createTable: TableFactory): void {
  describe('fills', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.running(createTable);
    });

    it('Given a working entry, When it fills in two parts, Then order, position and cash follow', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      expect(await desk.fill(fillOf(order, 'f1', '0.5'))).toBe('applied');
      const part = await desk.view();
      expect([part.position.quantity, part.position.entryReserved]).toEqual([d('0.5'), d('1.5')]);
      expect([part.account.cash, part.account.reserved]).toEqual([d('99949.9'), d('150.75')]);
      expect(await desk.fill(fillOf(order, 'f2', '1.5'))).toBe('applied');
      const { account, position } = await desk.view();
      expect([position.quantity, position.cost, position.fees, position.entryReserved]).toEqual([
        d(2),
        d(200),
        d('0.2'),
        d(0),
      ]);
      expect([account.cash, account.reserved, account.fees, account.fillSeq]).toEqual([
        d('99799.8'),
        d(0),
        d('0.2'),
        2,
      ]);
      const filled = await desk.ledger.readOrder(order.intent.clientOrderId);
      expect([filled?.state, filled?.filledQuantity]).toEqual(['FILLED', d(2)]);
      expect(await desk.ledger.listOpenOrders()).toEqual([]);
    });

    it('Given fills, Then the record of each tells what it did to its position, and what the trade brought that it ended', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      await desk.fill(fillOf(order, 'f1', '0.5'));
      await desk.fill(fillOf(order, 'f2', '1.5'));
      const exit = exitOf('2', 2);
      await desk.authorise(exit);
      await desk.fill(fillOf(exit, 'f3', 2, { price: d(110) }));
      const moves = ['f1', 'f2', 'f3'].map((id) => desk.table.get(fillKey(ACCOUNT, 'BTC/USD', id)));
      expect((await Promise.all(moves)).map((item) => decodePositionMove(item ?? {}))).toEqual([
        { before: d(0), after: d('0.5'), closed: null },
        { before: d('0.5'), after: d(2), closed: null },
        { before: d(2), after: d(0), closed: { openedAt: NOW, pnl: d('19.7') } },
      ]);
    });

    it('Given fees in the base and in other currencies, When a fill is read back, Then it has them to the last digit', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      const otherFees = [
        { currency: 'BNB', amount: d('0.000000000000000123') },
        { currency: 'KFEE', amount: d('-12345678.9') },
      ];
      const fill = fillOf(order, 'f1', 1, { baseFee: d('0.00075'), fee: d('0.075'), otherFees });
      expect(await desk.fill(fill)).toBe('applied');
      expect(await desk.ledger.listFills('s1')).toEqual([fill]);
      const { account, position } = await desk.view();
      expect([position.quantity, account.cash]).toEqual([d('0.99925'), d(99_900)]);
    });

    it('Given an exit authorised meanwhile, When a sale pays its fee from the position of the old view, Then it has changed', async () => {
      await desk.buy('1', 2);
      const first = exitOf('2', 1);
      await desk.authorise(first);
      const stale = await desk.view();
      await desk.authorise(exitOf('3', 1));
      const sale = fillOf(first, 'f2', 1, { baseFee: d('0.001'), fee: d('0.1') });
      const old = applyFill(stale, first, sale, NOW);
      const outcome = await desk.ledger.applyFill({
        fill: old.fill,
        order: null,
        position: { before: stale.position, after: old.position },
        account: { before: stale.account, after: old.account },
        trade: null,
        riskEvent: null,
      });
      expect([old.fill.baseFee, outcome]).toEqual([d('0.001'), 'changed']);
      expect(await desk.fill(sale)).toBe('applied');
      const { position } = await desk.view();
      expect([position.quantity, position.exitReserved]).toEqual([d(1), d(1)]);
      const last = (await desk.ledger.listFills('s1')).find(({ id }) => id === 'f2');
      expect([last?.baseFee, last?.fee, last?.otherFees]).toEqual([
        d(0),
        d(0),
        [{ currency: 'BTC', amount: d('0.001') }],
      ]);
    });

    it('Given a fill that is in, When it comes again, Then it is a duplicate, whatever else has changed', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      const fill = fillOf(order, 'f1', 1);
      expect(await desk.tryFill(fill)).toBe('applied');
      expect(await desk.tryFill(fill)).toBe('duplicate');
      await desk.fill(fillOf(order, 'f2', 1));
      expect(await desk.tryFill(fill)).toBe('duplicate');
      expect((await desk.view()).position.quantity).toEqual(d(2));
    });

    it('Given the same execution id on two symbols, When both come, Then both count', async () => {
      await desk.buy('1', 2);
      const other = orderOf('2', { symbol: 'ETH/USD' });
      await desk.authorise(other);
      expect(await desk.fill(fillOf(other, 'fill-1', 1))).toBe('applied');
    });

    it('Given fifty fills on five symbols, When they race and each comes twice, Then each is applied once', async () => {
      const orders = Array.from({ length: 5 }, (_, n) => orderOf(`${n}`, { symbol: `C${n}/USD`, quantity: d(10) }));
      for (const order of orders) {
        await desk.authorise(order);
      }
      const fills = orders.flatMap((order, symbol) =>
        Array.from({ length: 10 }, (_, n) => fillOf(order, `f${n}`, 1, { sequence: `${symbol}${n}` })),
      );
      const outcomes = await Promise.all([...fills, ...fills].map((fill) => desk.fill(fill)));
      expect(outcomes.filter((outcome) => outcome === 'applied').length).toBeGreaterThanOrEqual(50);
      const { account, position } = await desk.view('C3/USD');
      expect([position.quantity, position.fillSeq, position.entryReserved]).toEqual([d(10), 10, d(0)]);
      expect([account.cash, account.fees, account.fillSeq]).toEqual([d(94_995), d(5), 50]);
      expect(await desk.ledger.listFills('s1')).toEqual(fills);
      expect(await desk.ledger.listOpenOrders()).toEqual([]);
    });

    it('Given fills of two symbols, When they race on one view of the account, Then neither stands in the way', async () => {
      const [btc, eth] = [orderOf('1'), orderOf('2', { symbol: 'ETH/USD' })];
      await desk.authorise(btc);
      await desk.authorise(eth);
      const outcomes = await Promise.all([desk.tryFill(fillOf(btc, 'f', 2)), desk.tryFill(fillOf(eth, 'f', 2))]);
      expect(outcomes).toEqual(['applied', 'applied']);
      expect((await desk.view()).account.cash).toEqual(d('99599.8'));
    });

    it('Given a fill that closes the position, When it is applied, Then the symbol is no longer open', async () => {
      await desk.buy('1', 2);
      const exit = exitOf('2', 2);
      await desk.authorise(exit);
      await desk.fill(fillOf(exit, 'f2', 2, { price: d(110), notional: d(220) }));
      const { account, position } = await desk.view();
      expect([position.quantity, position.realizedPnl, position.exitReserved]).toEqual([d(0), d(20), d(0)]);
      expect([account.openSymbols, account.realizedPnl]).toEqual([new Set(), d(20)]);
    });

    it('Given an entry authorised meanwhile, When the closing fill is applied on the old view, Then it has changed', async () => {
      await desk.buy('1', 2);
      const exit = exitOf('2', 2);
      await desk.authorise(exit);
      const stale = await desk.view();
      await desk.authorise(orderOf('3'));
      const outcome = await desk.ledger.applyFill({
        fill: fillOf(exit, 'f2', 2),
        order: null,
        position: {
          before: stale.position,
          after: { ...stale.position, quantity: d(0), fillSeq: stale.position.fillSeq + 1 },
        },
        account: {
          before: stale.account,
          after: { ...stale.account, openSymbols: new Set(), fillSeq: stale.account.fillSeq + 1 },
        },
        trade: null,
        riskEvent: null,
      });
      expect(outcome).toBe('changed');
      expect(await desk.tryFill(fillOf(exit, 'f2', 2))).toBe('applied');
      expect((await desk.view()).account.openSymbols).toEqual(new Set(['BTC/USD']));
    });

    it('Given a fill that no order explains, When it is applied, Then it counts', async () => {
      const fill = fillOf(orderOf('1'), 'x1', 1, { clientOrderId: null, sessionId: null });
      expect(await desk.fill(fill)).toBe('applied');
      expect((await desk.view()).position.quantity).toEqual(d(1));
      expect((await desk.view()).account.openSymbols).toEqual(new Set(['BTC/USD']));
    });

    it('Given an odd fill, When it is applied, Then its risk event and the new mode are in the same transaction', async () => {
      const riskEvent = {
        id: 'ExternalFill#x1',
        account: 'paper',
        sessionId: null,
        kind: 'ExternalFill',
        severity: 'critical',
        at: 1,
        detail: { fillId: 'x1' },
      } as const;
      const fill = fillOf(orderOf('1'), 'x1', 1, { clientOrderId: null, sessionId: null });
      const { account } = await desk.view();
      await desk.ledger.kill();
      expect(await desk.tryFill(fill, { mode: 'REDUCE_ONLY', riskEvent, on: { account } })).toBe('changed');
      expect(await desk.ledger.listRiskEvents()).toEqual([]);
      expect(await desk.tryFill(fill, { riskEvent })).toBe('applied');
      expect(await desk.ledger.listRiskEvents()).toEqual([{ ...riskEvent, resolution: null }]);
      expect((await desk.view()).account.mode).toBe('HALTED');
    });

    it('Given a cancelled order, When a late fill overfills it, Then it counts', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      await desk.ledger.commitOrder(order, recordOrderEvent(order, 'cancel', NOW, 'USER'));
      expect(await desk.fill(fillOf(order, 'f1', 3))).toBe('applied');
      const stored = await desk.ledger.readOrder(order.intent.clientOrderId);
      expect([stored?.state, stored?.overfilled]).toEqual(['FILLED', true]);
      const { account, position } = await desk.view();
      expect([position.quantity, position.entryReserved, account.reserved]).toEqual([d(3), d(0), d(0)]);
    });

    it('Given amounts with all the digits that money may have, When they add up, Then none is lost', async () => {
      const quantity = '3141592653589.793238462643383279';
      const order = orderOf('1', { quantity: d(quantity), referencePrice: d('0.000000000000000001') });
      await desk.authorise(order);
      const fee = d('0.000000000000000001');
      await desk.fill(fillOf(order, 'f1', quantity, { price: d(1), notional: d(quantity), fee }));
      const { account, position } = await desk.view();
      expect(String(position.cost)).toBe(quantity);
      expect(String(account.cash)).toBe('-3141592553589.79323846264338328');
      expect(account.reserved).toEqual(d(0));
    });

    it('Given the venue cursor, When it is moved, Then only from where it was', async () => {
      expect(await desk.ledger.saveFillCursor(null, 'c1')).toBe('committed');
      expect(await desk.ledger.saveFillCursor(null, 'c1')).toBe('committed');
      expect(await desk.ledger.saveFillCursor(null, 'c2')).toBe('changed');
      expect(await desk.ledger.saveFillCursor('c1', 'c2')).toBe('committed');
      expect((await desk.view()).account.fillCursor).toBe('c2');
    });
  });
}
