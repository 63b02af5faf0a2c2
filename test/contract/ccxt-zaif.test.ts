import { zaif } from 'ccxt';
import { afterEach, describe, expect, it } from 'vitest';
import type { PlaceOrderRequest, SentOrder } from '#application/ports/broker.ts';
import { d } from '../support/builders.ts';
import { type CcxtDesk, CREDENTIALS, ccxtDesk } from '../support/venue/ccxt-desk.ts';
import { lasting } from '../support/venue/faults.ts';
import type { VenueOptions } from '../support/venue/venue-core.ts';
import { ZaifFront } from '../support/venue/zaif-server.ts';
import { someTerms } from '../support/venue-desk.ts';

const START = Date.UTC(2026, 5, 1);
const ID = 'c0de'.repeat(8);

function aRequest(changes: Partial<PlaceOrderRequest> = {}): PlaceOrderRequest {
  const terms = someTerms({ type: 'limit', limit: 5_000 });
  return { clientOrderId: ID, symbol: 'BTC/JPY', side: 'buy', quantity: d(1), terms, ...changes };
}
const sent = (request: PlaceOrderRequest, brokerOrderId: string | null = null): SentOrder => ({
  ...request,
  brokerOrderId,
  sentAt: START,
});

describe('Broker over HTTP: ccxt zaif', () => {
  const desks: CcxtDesk[] = [];
  afterEach(async () => {
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
  });

  async function open(options: VenueOptions = {}): Promise<CcxtDesk> {
    const desk = await ccxtDesk({
      exchangeId: 'zaif',
      exchangeClass: zaif,
      symbol: 'BTC/JPY',
      currency: 'JPY',
      venue: { start: START, cash: { JPY: '100000' }, ...options },
      frontEnd: (venue) => new ZaifFront(venue, CREDENTIALS.secret),
    });
    desks.push(desk);
    return desk;
  }

  it('Given an order, When it works, fills in parts and is over, Then it is told by its broker id, and its fills are ours', async () => {
    const { broker, venue } = await open();
    const { cursor } = await broker.listFills(null, []);
    expect(await broker.placeOrder(aRequest())).toEqual({ kind: 'accepted', brokerOrderId: '1' });
    const order = sent(aRequest(), '1');
    expect(await broker.getOrder(order)).toMatchObject({ status: 'working', brokerOrderId: '1', clientOrderId: null });
    venue.fill(venue.orders[0]?.id ?? '', '0.4', '4990');
    expect((await broker.getOrder(order))?.filledQuantity.toFixed()).toBe('0.4');
    venue.fill(venue.orders[0]?.id ?? '', '0.6', '5000');
    expect(await broker.getOrder(order)).toMatchObject({ status: 'filled', brokerOrderId: '1' });
    const { fills } = await broker.listFills(cursor, [order]);
    expect(
      fills.map(({ clientOrderId, quantity, price }) => [clientOrderId, quantity.toFixed(), price.toFixed()]),
    ).toEqual([
      [ID, '0.4', '4990'],
      [ID, '0.6', '5000'],
    ]);
    expect((await broker.getBalance()).cash.toFixed()).toBe('95004');
    expect((await broker.listPositions())[0]?.quantity.toFixed()).toBe('1');
  });

  it('Given a fee in a currency that is not told, When a fill comes, Then it counts as the market’s rate', async () => {
    const { broker, venue } = await open({ feeRate: '0.0005' });
    const { cursor } = await broker.listFills(null, []);
    await broker.placeOrder(aRequest());
    venue.fill(venue.orders[0]?.id ?? '', '1', '5000');
    const { fills } = await broker.listFills(cursor, [sent(aRequest(), '1')]);
    expect(fills.map(({ fee, baseFee }) => [fee.toFixed(), baseFee.toFixed()])).toEqual([['5', '0']]);
  });

  it.each(['drop_after', 'gateway_after', 'truncated', 'hang_after'] as const)(
    'Given a POST that arrived and whose answer is lost by %s, Then it is unknown, was sent once, and price, quantity and time find it',
    async (fault) => {
      const { broker, faults } = await open();
      faults.script('place', fault);
      expect((await broker.placeOrder(aRequest())).kind).toBe('unknown');
      expect(faults.count('place')).toBe(1);
      expect(await broker.getOrder(sent(aRequest()))).toMatchObject({ status: 'working', brokerOrderId: '1' });
    },
  );

  it('Given an unknown order, When it has filled meanwhile, Then its executions find it', async () => {
    const { broker, venue, faults } = await open();
    faults.script('place', 'drop_after');
    await broker.placeOrder(aRequest());
    venue.fill(venue.orders[0]?.id ?? '', '1', '5000');
    expect(await broker.getOrder(sent(aRequest()))).toMatchObject({ status: 'filled' });
  });

  it('Given an unknown order, When it never arrived, Then the venue has none', async () => {
    const { broker, faults } = await open();
    faults.script('place', 'drop_before');
    expect((await broker.placeOrder(aRequest())).kind).toBe('unknown');
    expect(await broker.getOrder(sent(aRequest()))).toBeNull();
  });

  it('Given an unknown order, When two orders are alike, or half of it is traded, Then nothing is known', async () => {
    const { broker, venue } = await open();
    await broker.placeOrder(aRequest());
    await broker.placeOrder(aRequest());
    await expect(broker.getOrder(sent(aRequest()))).rejects.toMatchObject({ code: 'UNREADABLE' });
    for (const { id } of venue.orders) venue.endOrder(id, 'cancelled');
    venue.fill(venue.orders[0]?.id ?? '', '0.5', '5000');
    await expect(broker.getOrder(sent(aRequest()))).rejects.toMatchObject({ code: 'UNREADABLE' });
  });

  it.each(['empty_object', 'null', 'truncated'] as const)(
    'Given an order that works and open orders that are answered by %s, When it is looked up, Then it is not called over',
    async (fault) => {
      const { broker, faults } = await open();
      await broker.placeOrder(aRequest());
      faults.script('open_orders', ...lasting(fault), ...lasting(fault));
      await expect(broker.getOrder(sent(aRequest(), '1'))).rejects.toMatchObject({
        name: 'BrokerError',
        code: 'UNREADABLE',
      });
      await expect(broker.listOpenOrders()).rejects.toMatchObject({ name: 'BrokerError', code: 'UNREADABLE' });
      faults.script('fills', ...lasting(fault));
      await expect(broker.listFills(null, [])).rejects.toMatchObject({ name: 'BrokerError', code: 'UNREADABLE' });
      faults.script('balance', ...lasting(fault));
      await expect(broker.getBalance()).rejects.toMatchObject({ name: 'BrokerError', code: 'UNREADABLE' });
    },
  );

  it('Given a working order, When it is cancelled, Then it is over; without its id it cannot be', async () => {
    const { broker } = await open();
    await broker.placeOrder(aRequest());
    expect((await broker.cancelOrder(sent(aRequest()))).kind).toBe('unknown');
    expect(await broker.cancelOrder(sent(aRequest(), '1'))).toEqual({ kind: 'requested' });
    expect(await broker.getOrder(sent(aRequest(), '1'))).toMatchObject({ status: 'cancelled' });
    expect(await broker.cancelOrder(sent(aRequest(), '1'))).toEqual({ kind: 'not_found' });
  });

  it.each([
    ['insufficient_funds', { kind: 'rejected', code: 'INSUFFICIENT_FUNDS' }],
    ['invalid_order', { kind: 'rejected', code: 'INVALID_ORDER' }],
    ['auth_failed', { kind: 'rejected', code: 'AUTH_FAILED' }],
    ['market_closed', { kind: 'not_sent' }],
    ['liquidity', { kind: 'unknown' }],
  ] as const)('Given a venue that refuses for %s, Then its text decides: %j', async (refusal, outcome) => {
    const { broker, venue } = await open();
    venue.refuseNext(refusal);
    expect(await broker.placeOrder(aRequest())).toMatchObject(outcome);
  });

  it('Given a market order, or half a step, Then it is refused before anything is sent', async () => {
    const { broker, faults } = await open();
    const market = aRequest({ terms: someTerms({ type: 'market' }) });
    expect(await broker.placeOrder(market)).toMatchObject({ kind: 'rejected', code: 'NOT_SUPPORTED' });
    expect(await broker.placeOrder(aRequest({ quantity: d('0.00005') }))).toMatchObject({
      kind: 'rejected',
      code: 'INVALID_ORDER',
    });
    expect(faults.count('place')).toBe(0);
  });
});
