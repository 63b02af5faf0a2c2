import { beforeEach, describe, expect, it } from 'vitest';
import { accountKey } from '#adapters/table/keys.ts';
import { ORDER_PURPOSES, type OrderPurpose } from '#domain/orders/order-intent.ts';
import {
  acknowledgeOrder,
  createOrder,
  denyOrder,
  markOutcomeUnknown,
  submitOrder,
} from '#domain/orders/order-lifecycle.ts';
import type { SessionStatus } from '#domain/sessions/session.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import {
  ACCOUNT,
  d,
  exitOf,
  fillOf,
  OPENING,
  orderOf,
  sessionOf,
  TradingDesk,
  UNBOUND,
} from '../support/trading-desk.ts';

const AUTHORISED = { kind: 'authorised' } as const;
const CHANGED = { kind: 'changed' } as const;
const MAY_ENTER: readonly OrderPurpose[] = ['entry', 'rebalance', 'manual'];

export function authoriseContract(createTable: TableFactory): void {
  describe('authorise', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.running(createTable);
    });

    it('Given an entry, When it is authorised, Then order, symbol row and account row say so', async () => {
      const order = orderOf('1');
      expect(await desk.authorise(order)).toEqual(AUTHORISED);
      expect(await desk.ledger.readOrder(order.intent.clientOrderId)).toEqual(order);
      const { account, position } = await desk.view();
      expect(account.reserved).toEqual(d(201));
      expect(account.openSymbols).toEqual(new Set(['BTC/USD']));
      expect([account.minute, account.ordersInMinute]).toEqual([Math.floor(NOW / MINUTE), 1]);
      expect(position.entryReserved).toEqual(d(2));
      expect([position.lastOrderAt, position.fillSeq]).toEqual([NOW, 0]);
    });

    it('Given the answer was lost, When the same write comes again, Then it is authorised once', async () => {
      const order = orderOf('1');
      const view = await desk.view();
      await desk.ledger.authorise(order, view, UNBOUND);
      const again = await desk.ledger.authorise(order, view, UNBOUND);
      expect(again.kind === 'exists' ? again.order : again).toEqual(again.kind === 'exists' ? order : AUTHORISED);
      expect((await desk.view()).account.reserved).toEqual(d(201));
    });

    it('Given the order is there, When another invocation authorises it, Then it gets the order that is there', async () => {
      const order = orderOf('1');
      await desk.authorise(order);
      const redelivered = orderOf('1', {}, NOW + 5, 'request-2');
      expect(await desk.authorise(redelivered)).toEqual({ kind: 'exists', order });
      expect((await desk.view()).account.ordersInMinute).toBe(1);
    });

    it('Given a denied order, When it is denied or authorised again, Then the denial stands', async () => {
      const order = orderOf('1');
      const violations = [{ rule: 'max_order_value', limit: '100', value: '201', unit: 'USD' }];
      const denied = denyOrder(createOrder(order.intent, NOW), violations, NOW);
      expect(await desk.ledger.deny(denied)).toEqual(denied);
      expect(await desk.ledger.deny({ ...denied, violations: [] })).toEqual(denied);
      expect(await desk.authorise(order)).toEqual({ kind: 'exists', order: denied });
      expect((await desk.view()).account.reserved).toEqual(d(0));
      expect(await desk.ledger.listOpenOrders()).toEqual([]);
    });

    it('Given an account killed, When entries and exits are authorised, Then neither is', async () => {
      await desk.buy('1', 2);
      expect(await desk.ledger.kill()).toBe(1);
      expect(await desk.authorise(orderOf('2'))).toEqual(CHANGED);
      expect(await desk.authorise(exitOf('3', 1))).toEqual(CHANGED);
      expect(await desk.ledger.readOrder(orderOf('2').intent.clientOrderId)).toBeNull();
    });

    it('Given REDUCE_ONLY, When entries and exits are authorised, Then only exits are', async () => {
      await desk.buy('1', 2);
      await desk.restrict();
      expect(await desk.authorise(orderOf('2'))).toEqual(CHANGED);
      expect(await desk.authorise(exitOf('3', 1))).toEqual(AUTHORISED);
    });

    it.each([
      ['RUNNING', 'authorised', 'authorised'],
      ['PAUSED', 'changed', 'authorised'],
      ['STOPPING', 'changed', 'authorised'],
      ['ERROR', 'changed', 'authorised'],
      ['STOPPED', 'changed', 'changed'],
    ] as [SessionStatus, string, string][])(
      'Given a session %s, When orders are authorised, Then the entry is %s and the exit %s',
      async (status, entry, exit) => {
        await desk.buy('1', 2);
        await desk.moveSession(status);
        expect((await desk.authorise(orderOf('2', { symbol: 'ETH/USD' }))).kind).toBe(entry);
        expect((await desk.authorise(exitOf('3', 1))).kind).toBe(exit);
      },
    );

    it('Given another session holds the account, When orders are authorised, Then none is', async () => {
      await desk.buy('1', 2);
      expect(await desk.authorise(orderOf('2', { sessionId: 's0' }))).toEqual(CHANGED);
      expect(await desk.authorise(exitOf('3', 1, { sessionId: 's0' }))).toEqual(CHANGED);
    });

    it('Given an order of unknown outcome, When orders of its symbol are authorised, Then only exits are', async () => {
      await desk.buy('1', 2);
      const lost = orderOf('2');
      await desk.authorise(lost);
      await desk.ledger.commitOrder(lost, markOutcomeUnknown(lost, NOW));
      expect((await desk.view()).position.lock).toBe(lost.intent.clientOrderId);
      expect(await desk.authorise(orderOf('3'))).toEqual(CHANGED);
      expect(await desk.authorise(orderOf('4', { symbol: 'ETH/USD' }))).toEqual(AUTHORISED);
      expect(await desk.authorise(exitOf('5', 1))).toEqual(AUTHORISED);
    });

    it('Given a fill since the view, When an order is authorised on that view, Then the view has changed', async () => {
      await desk.buy('1', 2);
      const stale = { btc: await desk.view('BTC/USD'), eth: await desk.view('ETH/USD') };
      await desk.buy('2', 1);
      expect(await desk.ledger.authorise(orderOf('3'), stale.btc, UNBOUND)).toEqual(CHANGED);
      expect(await desk.ledger.authorise(exitOf('4', 1), stale.btc, UNBOUND)).toEqual(CHANGED);
      expect(await desk.ledger.authorise(orderOf('5', { symbol: 'ETH/USD' }), stale.eth, UNBOUND)).toEqual(CHANGED);
    });

    it('Given a fill of another symbol since the view, When an exit is authorised, Then it does not mind', async () => {
      await desk.buy('1', 2);
      const view = await desk.view();
      await desk.buy('2', 1, 'ETH/USD');
      expect(await desk.ledger.authorise(exitOf('3', 1), view, UNBOUND)).toEqual(AUTHORISED);
    });

    it('Given bounds on what is reserved, When they are passed, Then the entry is refused, and at the bound it is not', async () => {
      await desk.authorise(orderOf('1'));
      expect(await desk.authorise(orderOf('2'), { maxReservedBefore: d('200.999') })).toEqual(CHANGED);
      expect(await desk.authorise(orderOf('2'), { maxEntryReservedBefore: d('1.9') })).toEqual(CHANGED);
      expect(await desk.authorise(orderOf('2', { symbol: 'ETH/USD' }), { maxEntryReservedBefore: d(-1) })).toEqual(
        CHANGED,
      );
      const atBounds = { maxReservedBefore: d(201), maxEntryReservedBefore: d(2) };
      expect(await desk.authorise(orderOf('2'), atBounds)).toEqual(AUTHORISED);
      expect(await desk.authorise(orderOf('3', { symbol: 'ETH/USD' }), { maxEntryReservedBefore: d(0) })).toEqual(
        AUTHORISED,
      );
    });

    it('Given a bound on open positions, When a further symbol would pass it, Then only known symbols are let in', async () => {
      expect(await desk.authorise(orderOf('0'), { maxOpenPositions: 0 })).toEqual(CHANGED);
      expect(await desk.authorise(orderOf('1'), { maxOpenPositions: 1 })).toEqual(AUTHORISED);
      expect(await desk.authorise(orderOf('2', { symbol: 'ETH/USD' }), { maxOpenPositions: 1 })).toEqual(CHANGED);
      expect(await desk.authorise(orderOf('3'), { maxOpenPositions: 1 })).toEqual(AUTHORISED);
      expect(await desk.authorise(orderOf('4', { symbol: 'ETH/USD' }), { maxOpenPositions: 2 })).toEqual(AUTHORISED);
    });

    it('Given a bound on orders in a minute, When it is reached, Then entries wait for the next minute and exits do not', async () => {
      await desk.buy('1', 2);
      const bounds = { maxOrdersPerMinute: 2 };
      expect(await desk.authorise(orderOf('2'), bounds)).toEqual(AUTHORISED);
      expect(await desk.authorise(orderOf('3'), bounds)).toEqual(CHANGED);
      expect(await desk.authorise(exitOf('4', 1), bounds)).toEqual(AUTHORISED);
      expect((await desk.view()).account.ordersInMinute).toBe(3);
      expect(await desk.authorise(orderOf('5', {}, NOW + MINUTE), bounds)).toEqual(AUTHORISED);
      expect((await desk.view()).account.ordersInMinute).toBe(1);
      expect(await desk.authorise(orderOf('6', {}, NOW), bounds)).toEqual(AUTHORISED);
      expect(await desk.authorise(orderOf('7', {}, NOW), bounds)).toEqual(CHANGED);
      expect(await desk.authorise(orderOf('8', {}, NOW + 2 * MINUTE), { maxOrdersPerMinute: 0 })).toEqual(CHANGED);
    });

    it('Given a position, When exits would pass it or add to it, Then they are refused', async () => {
      await desk.buy('1', 2);
      expect(await desk.authorise(exitOf('2', 3))).toEqual(CHANGED);
      expect(await desk.authorise(exitOf('3', 1, { side: 'buy' }))).toEqual(CHANGED);
      expect(await desk.authorise(exitOf('4', 1, { symbol: 'ETH/USD' }))).toEqual(CHANGED);
      expect(await desk.authorise(exitOf('5', 2))).toEqual(AUTHORISED);
      expect(await desk.authorise(exitOf('6', 1))).toEqual(CHANGED);
    });

    it('Given a short position, When an exit buys it back, Then the same holds', async () => {
      const short = orderOf('1', { side: 'sell' });
      await desk.authorise(short);
      await desk.fill(fillOf(short, 'f1', 2));
      expect(await desk.authorise(exitOf('2', 1))).toEqual(CHANGED);
      expect(await desk.authorise(exitOf('3', 2, { side: 'buy' }))).toEqual(AUTHORISED);
    });

    it('Given two entries on two symbols, When they race past the bound, Then never both are authorised', async () => {
      const view = { btc: await desk.view('BTC/USD'), eth: await desk.view('ETH/USD') };
      const bounds = { ...UNBOUND, maxReservedBefore: d(0) };
      const outcomes = await Promise.all([
        desk.ledger.authorise(orderOf('1'), view.btc, bounds),
        desk.ledger.authorise(orderOf('2', { symbol: 'ETH/USD' }), view.eth, bounds),
      ]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['authorised', 'changed']);
      expect((await desk.view()).account.reserved).toEqual(d(201));
    });

    it('Given ten exits of the whole position, When they race, Then one is authorised', async () => {
      await desk.buy('1', 2);
      const view = await desk.view();
      const exits = Array.from({ length: 10 }, (_, n) => exitOf(`e${n}`, 2));
      const outcomes = await Promise.all(exits.map((exit) => desk.ledger.authorise(exit, view, UNBOUND)));
      expect(outcomes.filter(({ kind }) => kind === 'authorised')).toHaveLength(1);
      expect((await desk.view()).position.exitReserved).toEqual(d(2));
    });

    it.each(ORDER_PURPOSES)(
      'Given a dry run holds the account, When an order of purpose %s is authorised past every rule, Then it is not; after it, it may be',
      async (purpose) => {
        const held = await desk.view();
        if (held.session === null) throw new Error('a session holds the account');
        await desk.ledger.commitSession(held.session, { ...held.session, status: 'STOPPED', version: 9 });
        await desk.ledger.openSession(sessionOf('s2', { dryRun: true }), OPENING);
        await desk.moveSession('RUNNING');
        if (purpose === 'emergency_exit') await desk.ledger.kill();
        const { account } = await desk.view();
        expect(account.dryRun).toBe(true);
        const changes = { purpose, sessionId: 's2', kind: MAY_ENTER.includes(purpose) ? 'entry' : 'exit' } as const;
        const order = orderOf('1', changes);
        expect(await desk.authorise(order)).toEqual(CHANGED);
        expect(await desk.ledger.readOrder(order.intent.clientOrderId)).toBeNull();
        const after = await desk.view();
        expect([after.account.reserved, after.position.entryReserved]).toEqual([d(0), d(0)]);
        await desk.moveSession('STOPPED');
        expect((await desk.view()).account.dryRun).toBe(false);
      },
    );

    it('Given a flag that older code has left behind, When a session that is none opens the account, Then it is gone', async () => {
      await desk.moveSession('STOPPED');
      await desk.table.write({ kind: 'update', key: accountKey(ACCOUNT), set: { dryRun: true } });
      await desk.ledger.openSession(sessionOf('s2'), OPENING);
      await desk.moveSession('RUNNING');
      expect((await desk.view()).account.dryRun).toBe(false);
      expect(await desk.authorise(orderOf('1', { sessionId: 's2' }))).toEqual(AUTHORISED);
    });

    it('Given an order that an earlier session has left unknown, When a dry run holds the account, Then no attempt of it is made', async () => {
      await desk.ledger.kill();
      const first = orderOf('1', { purpose: 'emergency_exit' });
      expect(await desk.authorise(first)).toEqual(AUTHORISED);
      const unknown = markOutcomeUnknown(first, NOW);
      await desk.ledger.commitOrder(first, unknown);
      await desk.moveSession('STOPPED');
      await desk.ledger.openSession(sessionOf('s2', { dryRun: true }), OPENING);
      expect(await desk.ledger.commitAttempt(unknown, submitOrder(unknown, 'request-2', NOW + 1))).toBe('changed');
    });

    it('Given a further attempt, When it is committed, Then only while mode and session allow it, and once', async () => {
      const first = orderOf('1');
      await desk.authorise(first);
      const unknown = markOutcomeUnknown(first, NOW);
      await desk.ledger.commitOrder(first, unknown);
      const second = submitOrder(unknown, 'request-2', NOW + 1);
      expect(await desk.ledger.commitAttempt(unknown, second)).toBe('committed');
      expect((await desk.view()).position.lock).toBeNull();
      expect(await desk.ledger.commitAttempt(unknown, submitOrder(unknown, 'request-3', NOW + 1))).toBe('changed');
      const third = submitOrder(second, 'request-3', NOW + 2);
      await desk.ledger.kill();
      expect(await desk.ledger.commitAttempt(second, third)).toBe('changed');
      expect(await desk.ledger.commitOrder(second, acknowledgeOrder(second, 'b1', NOW + 3))).toBe('committed');
    });
  });
}
