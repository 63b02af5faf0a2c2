import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import type { SentOrder } from '#application/ports/broker.ts';
import { aSentOrder } from '../../../support/broker-builders.ts';
import { d } from '../../../support/builders.ts';
import { type AlpacaDesk, openAlpacaDesk } from '../../../support/venue/alpaca-desk.ts';
import { someTerms } from '../../../support/venue-desk.ts';

const PAIR = aSentOrder({
  symbol: 'SPY',
  side: 'sell',
  quantity: d(10),
  terms: someTerms({ type: 'stop', stop: 95, target: 105 }),
});

describe('a stop with a target at Alpaca', () => {
  let desk: AlpacaDesk;
  let order: SentOrder;
  let cursor: string | null;
  beforeEach(async () => {
    desk = await openAlpacaDesk((wire) => new AlpacaBroker(wire), { positions: { SPY: '10' } });
    ({ cursor } = await desk.broker.listFills(null, []));
    const outcome = await desk.broker.placeOrder(PAIR);
    order = { ...PAIR, brokerOrderId: outcome.kind === 'accepted' ? outcome.brokerOrderId : null };
  });
  afterEach(() => desk.close());

  const legs = () => desk.venue.orders.map(({ id, type, status }) => ({ id, type, status }));
  const stopId = () => desk.venue.orders[1]?.id ?? '';

  it('Given both legs, When it is looked up by either id or listed, Then it is one working order', async () => {
    expect(legs().map(({ type, status }) => [type, status])).toEqual([
      ['limit', 'working'],
      ['stop', 'held'],
    ]);
    const told = await desk.broker.getOrder(order);
    expect(told).toMatchObject({ clientOrderId: PAIR.clientOrderId, status: 'working', cause: null });
    expect(await desk.broker.getOrder({ ...order, brokerOrderId: null })).toEqual(told);
    expect(await desk.broker.listOpenOrders()).toEqual([told]);
  });

  it('Given the stop that fills, When fills and order are read, Then the fill is ours and the order filled', async () => {
    desk.venue.fill(stopId(), '4', '94.9');
    expect(await desk.broker.getOrder(order)).toMatchObject({ status: 'working', filledQuantity: d(4) });
    desk.venue.fill(stopId(), '6', '94.8');
    expect(await desk.broker.getOrder(order)).toMatchObject({ status: 'filled', filledQuantity: d(10) });
    for (const awaited of [[order], []]) {
      const { fills } = await desk.broker.listFills(cursor, awaited);
      expect(fills.map((fill) => [fill.clientOrderId, fill.symbol, fill.side, fill.quantity.toFixed()])).toEqual([
        [PAIR.clientOrderId, 'SPY', 'sell', '4'],
        [PAIR.clientOrderId, 'SPY', 'sell', '6'],
      ]);
    }
  });

  it('Given the target that fills, When the order is read, Then it is filled though its stop is cancelled', async () => {
    desk.venue.fill(order.brokerOrderId ?? '', '10', '105');
    expect(legs().map(({ status }) => status)).toEqual(['filled', 'cancelled']);
    expect(await desk.broker.getOrder(order)).toMatchObject({ status: 'filled', cause: null });
  });

  it('Given a part of the stop, When the order is cancelled, Then both legs are over and the part counts', async () => {
    desk.venue.fill(stopId(), '4', '94.9');
    expect(await desk.broker.cancelOrder(order)).toEqual({ kind: 'requested' });
    expect(await desk.broker.getOrder(order)).toMatchObject({
      status: 'cancelled',
      filledQuantity: d(4),
      cause: 'canceled',
    });
  });

  it('Given a pair, When it is replaced, Then that is refused and nothing is sent', async () => {
    const outcome = await desk.broker.replaceOrder(order, { ...PAIR, clientOrderId: 'b'.repeat(32) });
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'NOT_SUPPORTED' });
    expect(desk.faults.count('replace')).toBe(0);
  });
});
