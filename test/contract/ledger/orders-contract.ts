import { beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '#domain/orders/order.ts';
import { acknowledgeOrder, markOutcomeUnknown, recordOrderEvent } from '#domain/orders/order-lifecycle.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import { d, exitOf, fillOf, orderOf, TradingDesk } from '../support/trading-desk.ts';

const reject = (order: Order) => recordOrderEvent(order, 'reject', NOW + 1, 'INSUFFICIENT_FUNDS');
const idOf = (order: Order) => order.intent.clientOrderId;

export function ordersContract(createTable: TableFactory): void {
  describe('orders', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.running(createTable);
    });

    it('Given an authorised order, When it is acknowledged, Then it is stored, and nothing else moves', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      const rows = await desk.view();
      const accepted = acknowledgeOrder(order, 'broker-1', NOW + 1);
      expect(await desk.ledger.commitOrder(order, accepted)).toBe('committed');
      expect(await desk.ledger.readOrder(idOf(order))).toEqual(accepted);
      expect(await desk.view()).toEqual(rows);
    });

    it('Given the answer was lost, When the same commit comes again, Then it is committed once', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      const rejected = reject(order);
      expect(await desk.ledger.commitOrder(order, rejected)).toBe('committed');
      expect(await desk.ledger.commitOrder(order, rejected)).toBe('committed');
      const accepted = acknowledgeOrder(order, 'broker-1', NOW + 1);
      expect(await desk.ledger.commitOrder(order, accepted)).toBe('changed');
      expect((await desk.view()).account.reserved).toEqual(d(0));
    });

    it('Given no such order, When a commit comes, Then it is changed', async () => {
      const order = orderOf('1');
      expect(await desk.ledger.commitOrder(order, acknowledgeOrder(order, 'b', NOW))).toBe('changed');
      expect(await desk.ledger.commitOrder(order, reject(order))).toBe('changed');
      expect(await desk.ledger.readOrder(idOf(order))).toBeNull();
    });

    it('Given an entry without a fill, When it is rejected, Then it gives back cash, quantity and symbol', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      expect(await desk.ledger.commitOrder(order, reject(order))).toBe('committed');
      const { account, position } = await desk.view();
      expect([account.reserved, position.entryReserved]).toEqual([d(0), d(0)]);
      expect(account.openSymbols).toEqual(new Set());
    });

    it('Given a position or another entry, When an entry is rejected, Then the symbol stays open', async () => {
      const [first, second] = [orderOf('1'), orderOf('2')];
      await desk.authorise(first);
      await desk.authorise(second);
      expect(await desk.ledger.commitOrder(first, reject(first))).toBe('committed');
      expect((await desk.view()).account.openSymbols).toEqual(new Set(['BTC/USD']));
      await desk.fill(fillOf(second, 'f1', 2));
      const third = orderOf('3');
      await desk.authorise(third);
      expect(await desk.ledger.commitOrder(third, reject(third))).toBe('committed');
      const { account, position } = await desk.view();
      expect(account.openSymbols).toEqual(new Set(['BTC/USD']));
      expect([account.reserved, position.entryReserved]).toEqual([d(0), d(0)]);
    });

    it('Given a failed order, When the venue has it after all, Then it reserves again', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      const failed = recordOrderEvent(order, 'fail', NOW + 1, 'ABSENT_AT_VENUE');
      await desk.ledger.commitOrder(order, failed);
      expect(await desk.ledger.listOpenOrders()).toEqual([]);
      await desk.ledger.commitOrder(failed, acknowledgeOrder(failed, 'broker-1', NOW + 2));
      const { account, position } = await desk.view();
      expect([account.reserved, position.entryReserved]).toEqual([d(201), d(2)]);
      expect(account.openSymbols).toEqual(new Set(['BTC/USD']));
      expect(await desk.ledger.listOpenOrders()).toHaveLength(1);
    });

    it('Given an exit, When it is cancelled, Then the position is free again', async () => {
      await desk.buy('1', 2);
      const exit = exitOf('2', 2);
      await desk.authorise(exit);
      await desk.ledger.commitOrder(exit, recordOrderEvent(exit, 'cancel', NOW + 1, 'USER'));
      expect((await desk.view()).position.exitReserved).toEqual(d(0));
      expect((await desk.authorise(exitOf('3', 2))).kind).toBe('authorised');
    });

    it('Given two orders of unknown outcome, When one is resolved, Then the symbol stays locked by the other', async () => {
      await desk.buy('0', 2);
      const [entry, exit] = [orderOf('1'), exitOf('2', 1)];
      await desk.authorise(entry);
      await desk.authorise(exit);
      const unknown = { entry: markOutcomeUnknown(entry, NOW), exit: markOutcomeUnknown(exit, NOW) };
      await desk.ledger.commitOrder(entry, unknown.entry);
      await desk.ledger.commitOrder(exit, unknown.exit);
      expect(await desk.ledger.commitOrder(unknown.entry, acknowledgeOrder(unknown.entry, 'b', NOW))).toBe('committed');
      expect((await desk.view()).position.lock).toBe(idOf(exit));
      await desk.fill(fillOf(exit, 'f2', 1));
      expect((await desk.view()).position.lock).toBeNull();
    });

    it('Given orders that work, are unknown, and are done, When open ones are listed, Then the first two, oldest first', async () => {
      const [younger, older, done, lost] = [
        orderOf('a', {}, NOW + 10),
        orderOf('b', {}, NOW),
        orderOf('c', {}, NOW + 20),
        orderOf('d', {}, NOW + 30),
      ];
      for (const order of [younger, older, done, lost]) {
        await desk.authorise(order);
      }
      await desk.ledger.commitOrder(done, reject(done));
      const terminalButUnknown = { ...reject(lost), outcomeUnknown: true };
      await desk.ledger.commitOrder(lost, terminalButUnknown);
      const open = await desk.ledger.listOpenOrders();
      expect(open).toEqual([older, younger, terminalButUnknown]);
    });

    it('Given orders of two sessions, When one session is listed, Then only its own come, by time', async () => {
      const orders = [orderOf('b', {}, NOW), orderOf('a', {}, NOW), orderOf('c', {}, NOW - 5)];
      for (const order of orders) {
        await desk.authorise(order);
      }
      await desk.ledger.deny(orderOf('d', { sessionId: 's2' }));
      const ids = (await desk.ledger.listOrders('s1')).map((order) => order.intent.clientOrderId.slice(-1));
      expect(ids).toEqual(['c', 'a', 'b']);
      expect(await desk.ledger.listOrders('s3')).toEqual([]);
    });
  });
}
