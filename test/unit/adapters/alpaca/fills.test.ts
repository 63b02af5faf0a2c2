import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { readCursor, writeCursor } from '#adapters/alpaca/fill-cursor.ts';
import type { PlaceOrderRequest, SentOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { aSentOrder } from '../../../support/broker-builders.ts';
import { d } from '../../../support/builders.ts';
import { ALPACA_KEYS, type AlpacaDesk, openAlpacaDesk } from '../../../support/venue/alpaca-desk.ts';
import { startVenueServer } from '../../../support/venue/venue-server.ts';
import { someTerms } from '../../../support/venue-desk.ts';

const request = (digit: string): PlaceOrderRequest =>
  aSentOrder({
    clientOrderId: digit.repeat(32),
    symbol: 'BTC/USD',
    quantity: d(50),
    terms: someTerms({ type: 'limit', limit: 10 }),
  });

describe('fills at Alpaca', () => {
  let desk: AlpacaDesk;
  beforeEach(async () => {
    desk = await openAlpacaDesk((wire) => new AlpacaBroker(wire));
  });
  afterEach(() => desk.close());

  const place = async (digit: string): Promise<SentOrder> => {
    const outcome = await desk.broker.placeOrder(request(digit));
    if (outcome.kind !== 'accepted') throw new Error(`expected accepted, received ${outcome.kind}`);
    return aSentOrder({ ...request(digit), brokerOrderId: outcome.brokerOrderId });
  };
  const fill = (order: SentOrder, price: string) => desk.venue.fill(order.brokerOrderId ?? '', '1', price);
  const prices = (fills: readonly { readonly price: { toFixed(): string } }[]) =>
    fills.map(({ price }) => price.toFixed());

  it('Given fills from before the first session, When the cursor begins, Then they are kept out for ever', async () => {
    const old = await place('a');
    fill(old, '1');
    const { fills, cursor } = await desk.broker.listFills(null, []);
    expect(fills).toEqual([]);
    const later = await desk.broker.listFills(cursor, []);
    expect(later.fills).toEqual([]);
    fill(old, '2');
    expect(prices((await desk.broker.listFills(later.cursor, [])).fills)).toEqual(['2']);
  });

  it('Given no cursor yet, When orders of ours have filled, Then their fills are listed and no others', async () => {
    const old = await place('a');
    fill(old, '1');
    const [known, unknown] = [await place('b'), await place('c')];
    fill(known, '2');
    fill(unknown, '3');
    const page = await desk.broker.listFills(null, [known, { ...unknown, brokerOrderId: null }]);
    expect(prices(page.fills)).toEqual(['2', '3']);
    expect((await desk.broker.listFills(page.cursor, [known])).fills).toEqual([]);
  });

  it('Given a fill of ours that is listed after the beginning but happened before, Then it is not kept out', async () => {
    const order = await place('b');
    desk.venue.fill(order.brokerOrderId ?? '', '1', '5', { isHidden: true });
    const { cursor } = await desk.broker.listFills(null, [order]);
    desk.venue.reveal();
    expect(prices((await desk.broker.listFills(cursor, [order])).fills)).toEqual(['5']);
  });

  it('Given more fills in the window than the cursor remembers, When they are listed again, Then only old ones repeat and the cursor stays small', async () => {
    const order = await place('b');
    const { cursor } = await desk.broker.listFills(null, [order]);
    for (let count = 1; count <= 50; count += 1) {
      desk.venue.tick();
      fill(order, String(count));
    }
    const first = await desk.broker.listFills(cursor, [order]);
    expect(first.fills).toHaveLength(50);
    expect(first.cursor?.length).toBeLessThan(600);
    const again = await desk.broker.listFills(first.cursor, [order]);
    expect(prices(again.fills)).toEqual(Array.from({ length: 10 }, (_, index) => String(index + 1)));
    expect(again.cursor).toBe(first.cursor);
  });

  it('Given an order that is not known, When its fills are listed, Then it is asked for once', async () => {
    const { cursor } = await desk.broker.listFills(null, []);
    const order = await place('b');
    for (const price of ['1', '2', '3']) fill(order, price);
    await desk.broker.listFills(cursor, []);
    expect(desk.faults.count('order')).toBe(1);
  });

  it('Given a process whose clock is replaced and stands, When an order is placed and fills, Then nothing depends on it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(1999, 0, 1) });
    const { cursor } = await desk.broker.listFills(null, []);
    const order = await place('b');
    const { time } = fill(order, '9');
    const { fills } = await desk.broker.listFills(cursor, [order]);
    vi.useRealTimers();
    expect(fills.map((each) => each.time)).toEqual([time]);
  });

  it('Given an address at which there is no Alpaca, When an order is looked up or cancelled, Then it is not called absent', async () => {
    const order = aSentOrder({ ...request('a'), brokerOrderId: 'nothing/here' });
    const words = { code: 40410000, message: 'endpoint not found.' };
    const nobody = {
      classify: () => 'other' as const,
      answer: () => ({ status: 404, body: words }),
      errorBody: () => words,
    };
    const server = await startVenueServer(nobody, desk.faults);
    const broker = new AlpacaBroker({ ...ALPACA_KEYS, baseUrl: server.url, sleep: async () => {}, random: () => 0 });
    await expect(broker.getOrder(order)).rejects.toThrow(BrokerError);
    await expect(broker.getBalance()).rejects.toThrow(BrokerError);
    expect((await broker.cancelOrder(order)).kind).toBe('unknown');
    await server.close();
  });

  it('Given a cursor, When it is written and read, Then it is the same; another text is refused', () => {
    const cursor = { floor: Date.UTC(2031, 0, 1), time: Date.UTC(2031, 0, 2, 3, 4, 5, 6), seen: ['abcDEF-_09', 'x'] };
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
    expect(readCursor(writeCursor({ ...cursor, seen: [] }))).toEqual({ ...cursor, seen: [] });
    for (const text of ['', '000000000007', '1|never|2031-01-01T00:00:00Z|'])
      expect(() => readCursor(text)).toThrow(BrokerError);
  });
});
