import { hyperliquid } from 'ccxt';
import { afterEach, describe, expect, it } from 'vitest';
import type { PlaceOrderRequest, SentOrder } from '#application/ports/broker.ts';
import { d, T0 } from '../support/builders.ts';
import { type CcxtDesk, ccxtDesk } from '../support/venue/ccxt-desk.ts';
import { lasting } from '../support/venue/faults.ts';
import { HyperliquidFront } from '../support/venue/hyperliquid-server.ts';
import { someTerms } from '../support/venue-desk.ts';

const CREDENTIALS = {
  walletAddress: '0x1111111111111111111111111111111111111111',
  privateKey: `0x${'ab'.repeat(32)}`,
};
const ID = 'c0de'.repeat(8);

function aRequest(changes: Partial<PlaceOrderRequest> = {}): PlaceOrderRequest {
  const terms = someTerms({ type: 'limit', limit: 100 });
  return { clientOrderId: ID, symbol: 'BTC/USDC', side: 'buy', quantity: d(1), terms, ...changes };
}
const sent = (request: PlaceOrderRequest, brokerOrderId: string | null = null): SentOrder => ({
  ...request,
  brokerOrderId,
  sentAt: T0,
});

describe('Broker over HTTP: ccxt hyperliquid', () => {
  const desks: CcxtDesk[] = [];
  let front: HyperliquidFront;
  afterEach(async () => {
    expect(front.strange).toEqual([]);
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
  });

  async function open(): Promise<CcxtDesk> {
    const desk = await ccxtDesk({
      exchangeId: 'hyperliquid',
      exchangeClass: hyperliquid,
      symbol: 'BTC/USDC',
      currency: 'USDC',
      credentials: CREDENTIALS,
      frontEnd: (venue) => {
        front = new HyperliquidFront(venue);
        return front;
      },
    });
    desks.push(desk);
    return desk;
  }

  it('Given an order, When it is placed, Then it has our id with 0x, both ids find it, and nothing else was signed', async () => {
    const { broker, venue, faults } = await open();
    const placed = await broker.placeOrder(aRequest());
    expect(placed).toEqual({ kind: 'accepted', brokerOrderId: '1' });
    expect(venue.orders.map(({ clientOrderId }) => clientOrderId)).toEqual([`0x${ID}`]);
    expect(faults.count('place')).toBe(1);
    const told = { brokerOrderId: '1', clientOrderId: ID, symbol: 'BTC/USDC', side: 'buy', status: 'working' };
    expect(await broker.getOrder(sent(aRequest(), '1'))).toMatchObject(told);
    expect(await broker.getOrder(sent(aRequest()))).toMatchObject(told);
    expect(await broker.listOpenOrders()).toMatchObject([told]);
    expect(await broker.getOrder(sent(aRequest({ clientOrderId: 'f'.repeat(32) })))).toBeNull();
  });

  it('Given a market order, When it is placed, Then it is a limit beyond the book', async () => {
    const { broker, venue } = await open();
    venue.setPrice('BTC/USDC', '101');
    expect((await broker.placeOrder(aRequest({ terms: someTerms({ type: 'market' }) }))).kind).toBe('accepted');
    expect(venue.orders.map(({ limitPrice }) => limitPrice?.toFixed())).toEqual(['106.05']);
  });

  it('Given a stop, When it is placed, Then it rests at its trigger with a limit beyond that, whatever the market is', async () => {
    const { broker, venue } = await open();
    const terms = someTerms({ type: 'stop', stop: 90 });
    expect((await broker.placeOrder(aRequest({ terms }))).kind).toBe('accepted');
    const got = venue.orders.map(({ type, stopPrice, limitPrice }) => [
      type,
      stopPrice?.toFixed(),
      limitPrice?.toFixed(),
    ]);
    expect(got).toEqual([['stop', '90', '94.5']]);
  });

  it('Given fills in parts, When they are listed, Then each comes once, as ours, and cash and position are exact', async () => {
    const { broker, venue } = await open();
    const { cursor } = await broker.listFills(null, []);
    await broker.placeOrder(aRequest());
    venue.fill(venue.orders[0]?.id ?? '', '0.4', '99.5');
    venue.fill(venue.orders[0]?.id ?? '', '0.6', '100');
    const page = await broker.listFills(cursor, []);
    expect(
      page.fills.map(({ clientOrderId, quantity, price }) => [clientOrderId, quantity.toFixed(), price.toFixed()]),
    ).toEqual([
      [ID, '0.4', '99.5'],
      [ID, '0.6', '100'],
    ]);
    expect(await broker.listFills(page.cursor, [])).toEqual({ fills: [], cursor: page.cursor });
    expect((await broker.getOrder(sent(aRequest())))?.status).toBe('filled');
    expect((await broker.getBalance()).cash.toFixed()).toBe('9900.2');
    expect((await broker.listPositions()).map(({ symbol, quantity }) => [symbol, quantity.toFixed()])).toEqual([
      ['BTC/USDC', '1'],
    ]);
  });

  it.each(['empty_object', 'null', 'truncated'] as const)(
    'Given lists that are answered by %s, When they are read, Then none is empty, and no order is refused for it',
    async (fault) => {
      const { broker, faults } = await open();
      await broker.open();
      const unreadable = { name: 'BrokerError', code: 'UNREADABLE' };
      faults.script('open_orders', ...lasting(fault));
      await expect(broker.listOpenOrders()).rejects.toMatchObject(unreadable);
      faults.script('fills', ...lasting(fault));
      await expect(broker.listFills(null, [])).rejects.toMatchObject(unreadable);
      faults.script('balance', ...lasting(fault));
      await expect(broker.listPositions()).rejects.toMatchObject(unreadable);
      faults.script('other', ...lasting(fault));
      const market = aRequest({ terms: someTerms({ type: 'market' }) });
      expect(await broker.placeOrder(market)).toMatchObject({ kind: 'not_sent', code: 'UNREADABLE' });
    },
  );

  it('Given a working order, When it is cancelled by either id, Then it is over; again, it is not found', async () => {
    const { broker } = await open();
    await broker.placeOrder(aRequest());
    expect(await broker.cancelOrder(sent(aRequest()))).toEqual({ kind: 'requested' });
    expect(await broker.getOrder(sent(aRequest(), '1'))).toMatchObject({ status: 'cancelled' });
    expect(await broker.cancelOrder(sent(aRequest(), '1'))).toEqual({ kind: 'not_found' });
  });

  it.each(['drop_after', 'gateway_after', 'hang_after', 'truncated', 'html', 'drop_before'] as const)(
    'Given a POST whose wire fails by %s, Then it is unknown, was sent once, and a look-up tells',
    async (fault) => {
      const { broker, venue, faults } = await open();
      faults.script('place', fault);
      expect((await broker.placeOrder(aRequest())).kind).toBe('unknown');
      expect(faults.count('place')).toBe(1);
      expect((await broker.getOrder(sent(aRequest())))?.clientOrderId ?? null).toBe(
        venue.orders.length === 1 ? ID : null,
      );
    },
  );

  it.each([
    ['insufficient_funds', 'INSUFFICIENT_MARGIN'],
    ['insufficient_position', 'INSUFFICIENT_POSITION'],
    ['invalid_order', 'INVALID_ORDER'],
    ['liquidity', 'LIQUIDITY'],
  ] as const)('Given a venue that refuses for %s, Then it is rejected as %s', async (refusal, code) => {
    const { broker, venue } = await open();
    venue.refuseNext(refusal);
    expect(await broker.placeOrder(aRequest())).toMatchObject({ kind: 'rejected', code });
  });

  it.each([
    ['0.0001', 100, 'quantity'],
    ['1', '100.123', 'price'],
  ] as const)('Given %s at %s, which the venue would round, Then nothing is sent', async (quantity, limit, field) => {
    const { broker, faults } = await open();
    const request = aRequest({ quantity: d(quantity), terms: someTerms({ type: 'limit', limit }) });
    const outcome = await broker.placeOrder(request);
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'INVALID_ORDER', cause: expect.stringContaining(field) });
    expect(faults.count('place')).toBe(0);
  });
});
