import { expect, it } from 'vitest';
import type { Broker, VenueFill } from '#application/ports/broker.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { aSentOrder } from '../support/broker-builders.ts';
import { d, SYMBOL, T0 } from '../support/builders.ts';
import { aBar, MARKET_TERMS, someTerms } from '../support/venue-desk.ts';

/** A venue with 10,000 USD and no costs, on a market that the test moves. */
export interface BrokerDesk {
  readonly broker: Broker;
  /** The market trades the open of a bar. */
  readonly open: (bar: Bar) => void;
  /** The bar closes. */
  readonly close: (bar: Bar) => void;
}

const idOf = (number: number) => String(number).padStart(32, '0');

/** What every adapter of the port must do, on a market of one-minute bars. */
export function brokerContract(createDesk: () => Promise<BrokerDesk>): void {
  const place = (broker: Broker, number: number, terms = MARKET_TERMS, side: 'buy' | 'sell' = 'buy', quantity = 1) =>
    broker.placeOrder({ clientOrderId: idOf(number), symbol: SYMBOL, side, quantity: d(quantity), terms });
  const summary = (fills: readonly VenueFill[]) =>
    fills.map(({ clientOrderId, side, quantity, price }) => [clientOrderId, side, quantity.toFixed(), price.toFixed()]);

  it('Given an id that the venue has seen, When it comes again, Then it is a duplicate, working, closed or ill-formed', async () => {
    const { broker, open } = await createDesk();
    expect((await place(broker, 1)).kind).toBe('accepted');
    expect((await place(broker, 1)).kind).toBe('duplicate');
    open(aBar([100, 100, 100, 100]));
    await broker.listFills(null, []);
    expect((await place(broker, 1)).kind).toBe('duplicate');
    expect((await place(broker, 1, someTerms({ type: 'limit' }))).kind).toBe('duplicate');
  });

  it('Given terms that it cannot take, Then it refuses the order with a cause and has never had it', async () => {
    const { broker } = await createDesk();
    expect(await place(broker, 1, someTerms({ type: 'limit' }))).toEqual({
      kind: 'rejected',
      code: 'INVALID_ORDER',
      cause: 'INVALID_TERMS: limit order without limitPrice',
    });
    expect(await broker.getOrder(aSentOrder({ clientOrderId: idOf(1) }))).toBeNull();
  });

  it('Given a market order, When the next trade comes, Then it is filled, once for each cursor', async () => {
    const { broker, open } = await createDesk();
    await place(broker, 1);
    expect((await broker.listFills(null, [])).fills).toEqual([]);
    expect(await broker.getOrder(aSentOrder({ clientOrderId: idOf(1) }))).toMatchObject({ status: 'working' });
    open(aBar([100, 100, 100, 100]));
    const page = await broker.listFills(null, []);
    expect(summary(page.fills)).toEqual([[idOf(1), 'buy', '1', '100']]);
    expect(await broker.listFills(null, [])).toEqual(page);
    expect(await broker.listFills(page.cursor, [])).toEqual({ fills: [], cursor: page.cursor });
    expect(await broker.getOrder(aSentOrder({ clientOrderId: idOf(1) }))).toMatchObject({
      status: 'filled',
      cause: null,
    });
    expect((await broker.getBalance()).cash.toFixed()).toBe('9900');
  });

  it('Given a stop with a target, When bars close, Then the one that is touched fills it, with its explanation', async () => {
    const { broker, open, close } = await createDesk();
    await place(broker, 1);
    open(aBar([100, 104, 99, 101]));
    await broker.listFills(null, []);
    await place(broker, 2, someTerms({ type: 'stop', stop: 95, target: 105 }), 'sell');
    close(aBar([100, 104, 99, 101]));
    expect((await broker.listFills(null, [])).fills).toHaveLength(1);
    open(aBar([101, 106, 100, 102], 1));
    close(aBar([101, 106, 100, 102], 1));
    const { fills } = await broker.listFills(null, []);
    expect(summary(fills.slice(1))).toEqual([[idOf(2), 'sell', '1', '105']]);
    expect(fills[1]).toMatchObject({
      id: `${idOf(2)}#${T0 + 60_000}#1`,
      time: T0 + 60_000,
      explanation: { trigger: 'take_profit', liquidity: 'maker', feeTier: 0, limitedBy: null },
    });
    expect(fills[1]?.explanation?.referencePrice.toFixed()).toBe('105');
  });

  it('Given a working order, When it is cancelled, Then it never fills; one that is over or unknown is told as such', async () => {
    const { broker, open, close } = await createDesk();
    await place(broker, 1, someTerms({ type: 'limit', limit: 90 }));
    expect(await broker.cancelOrder(aSentOrder({ clientOrderId: idOf(1) }))).toEqual({ kind: 'requested' });
    expect(await broker.cancelOrder(aSentOrder({ clientOrderId: idOf(1) }))).toEqual({ kind: 'requested' });
    expect(await broker.cancelOrder(aSentOrder({ clientOrderId: idOf(2) }))).toEqual({ kind: 'not_found' });
    open(aBar([80, 80, 80, 80]));
    close(aBar([80, 80, 80, 80]));
    expect((await broker.listFills(null, [])).fills).toEqual([]);
    expect(await broker.getOrder(aSentOrder({ clientOrderId: idOf(1) }))).toMatchObject({
      status: 'cancelled',
      cause: 'CANCEL_REQUESTED',
    });
    expect((await place(broker, 1)).kind).toBe('duplicate');
  });

  it('Given sixty orders that fill in one bar, Then all fills are listed, in the order of their acceptance', async () => {
    const { broker, open, close } = await createDesk();
    const numbers = Array.from({ length: 60 }, (_, number) => number);
    for (const number of numbers) await place(broker, number, someTerms({ type: 'limit', limit: 99 }));
    open(aBar([100, 100, 98, 98]));
    close(aBar([100, 100, 98, 98]));
    const { fills } = await broker.listFills(null, []);
    expect(fills.map(({ clientOrderId }) => clientOrderId)).toEqual(numbers.map(idOf));
    expect((await broker.getBalance()).cash.toFixed()).toBe('4060');
  });

  it('Given asks at the same time, Then the venue fills once', async () => {
    const { broker, open } = await createDesk();
    await Promise.all([1, 2, 3].map((number) => place(broker, number)));
    open(aBar([100, 100, 100, 100]));
    const pages = await Promise.all([1, 2, 3].map(() => broker.listFills(null, [])));
    expect(new Set(pages.map(({ cursor }) => cursor)).size).toBe(1);
    expect((await broker.getBalance()).cash.toFixed()).toBe('9700');
  });
}
