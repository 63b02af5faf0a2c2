import { expect, it } from 'vitest';
import { d } from '../../support/builders.ts';
import type { Conformance, ConformanceDesk } from './conformance-desk.ts';
import { accepted, aRequest, collectFills, idOf, limitAt, MARKET_GTC, summary } from './placed-order.ts';

const MANY = 130;

/** Executions: each once, none lost, exact to the last digit. */
export function fillConformance(suite: Conformance): void {
  const { traits, open } = suite;
  /** The account's beginning with us, before it trades: what the first cursor is. */
  const start = async (desk: ConformanceDesk) => (await desk.broker.listFills(null, [])).cursor;

  it('Given a market order, When it fills in parts over time, Then each part is listed once a cursor and the order tells the sum', async () => {
    const desk = await open();
    const { broker, venue } = desk;
    venue.setPrice(traits.symbol, '100', { after: 2, parts: 3 });
    let cursor = await start(desk);
    const order = await accepted(broker, aRequest(suite, 1, { quantity: d(3), terms: MARKET_GTC }));
    const seen = new Map<string, string>();
    for (let round = 0; round < 6; round += 1) {
      const page = await broker.listFills(cursor, [order]);
      for (const { id, quantity } of page.fills) seen.set(id, quantity.toFixed());
      cursor = page.cursor;
    }
    expect([...seen.values()]).toEqual(['1', '1', '1']);
    expect(await broker.getOrder(order)).toMatchObject({ status: 'filled' });
    expect((await broker.getOrder(order))?.filledQuantity.toFixed()).toBe('3');
    expect((await broker.getBalance()).cash.toFixed()).toBe('9700');
  });

  it('Given a fill, When it is listed again from either cursor, Then it has the same id and place and the cursor stands', async () => {
    const desk = await open();
    const cursor = await start(desk);
    const order = await accepted(desk.broker, aRequest(suite, 1));
    desk.venue.fill(order.brokerOrderId ?? '', '0.4', '99.5');
    desk.venue.fill(order.brokerOrderId ?? '', '0.6', '100');
    const first = await collectFills(desk, [order], cursor);
    expect(summary(first.fills)).toEqual([
      [idOf(1), 'buy', '0.4', '99.5'],
      [idOf(1), 'buy', '0.6', '100'],
    ]);
    const sequences = first.fills.map(({ sequence }) => sequence);
    expect([...sequences].sort()).toEqual(sequences);
    expect(await collectFills(desk, [order], cursor)).toEqual(first);
    const known = new Set(first.fills.map(({ id }) => id));
    const repeated = await desk.broker.listFills(first.cursor, [order]);
    expect(repeated.fills.filter(({ id }) => !known.has(id))).toEqual([]);
    expect(repeated.cursor).toBe(first.cursor);
  });

  it('Given an execution that is listed later than its followers, When the cursor has passed it, Then it still comes', async () => {
    const desk = await open();
    const { venue, broker } = desk;
    const cursor = await start(desk);
    const order = await accepted(broker, aRequest(suite, 1, { quantity: d(3) }));
    const id = order.brokerOrderId ?? '';
    venue.fill(id, '1', '97', { isHidden: true });
    venue.fill(id, '1', '98');
    const before = await collectFills(desk, [order], cursor);
    expect(summary(before.fills)).toEqual([[idOf(1), 'buy', '1', '98']]);
    venue.reveal();
    venue.fill(id, '1', '99');
    const after = await collectFills(desk, [order], before.cursor);
    const prices = [...before.fills, ...after.fills].map(({ price }) => price.toFixed());
    expect(new Set(prices)).toEqual(new Set(['97', '98', '99']));
  });

  it('Given a fill after the cancel, or beyond the quantity, When fills are listed, Then it is there', async () => {
    const desk = await open();
    const { venue, broker } = desk;
    const cursor = await start(desk);
    const order = await accepted(broker, aRequest(suite, 1));
    expect(await broker.cancelOrder(order)).toEqual({ kind: 'requested' });
    venue.fill(order.brokerOrderId ?? '', '1.5', '99');
    const { fills } = await collectFills(desk, [order], cursor);
    expect(summary(fills)).toEqual([[idOf(1), 'buy', '1.5', '99']]);
  });

  it('Given an order that is over in the ledger, When a fill of it comes, Then it is still known for ours where the venue tells', async () => {
    const desk = await open();
    const cursor = await start(desk);
    const order = await accepted(desk.broker, aRequest(suite, 1));
    desk.venue.fill(order.brokerOrderId ?? '', '1', '99');
    const { fills } = await collectFills(desk, traits.tellsClientIds ? [] : [order], cursor);
    expect(summary(fills)).toEqual([[idOf(1), 'buy', '1', '99']]);
  });

  it('Given an order that somebody else placed, When it fills, Then the fill is nobody’s', async () => {
    const desk = await open();
    const cursor = await start(desk);
    const request = aRequest(suite, 1, { terms: MARKET_GTC });
    desk.venue.tick();
    const foreign = desk.venue.place({ ...request, ...request.terms, clientOrderId: 'by-hand' });
    if (foreign.kind !== 'placed') throw new Error('the venue refused the order placed by hand');
    desk.venue.fill(foreign.order.id, '1', '101');
    const { fills } = await collectFills(desk, [], cursor);
    expect(summary(fills)).toEqual([[null, 'buy', '1', '101']]);
  });

  it(`Given ${MANY} executions, When they are listed, Then paging loses none and keeps the venue’s order`, async () => {
    const desk = await open();
    const cursor = await start(desk);
    const order = await accepted(desk.broker, aRequest(suite, 1, { quantity: d(MANY), terms: limitAt(10) }));
    for (let number = 0; number < MANY; number += 1) {
      desk.venue.fill(order.brokerOrderId ?? '', '1', String(1 + number));
      if (number % 7 === 0) desk.venue.tick();
    }
    const { fills } = await collectFills(desk, [order], cursor);
    expect(fills).toHaveLength(MANY);
    const inOrder = [...fills].sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
    expect(inOrder.map(({ price }) => price.toFixed())).toEqual(Array.from({ length: MANY }, (_, n) => String(n + 1)));
    expect(await desk.broker.getOrder(order)).toMatchObject({ status: 'filled' });
  });

  it.each(traits.amounts)(
    'Given %s at %s, When it is ordered and filled, Then every digit comes through',
    async (quantity, price) => {
      const desk = await open({ cash: { [traits.currency]: '9999999999999999' } });
      const cursor = await start(desk);
      const request = aRequest(suite, 1, { quantity: d(quantity), terms: limitAt(price) });
      const order = await accepted(desk.broker, request);
      desk.venue.fill(order.brokerOrderId ?? '', quantity, price);
      const { fills } = await collectFills(desk, [order], cursor);
      expect(desk.venue.orders.map((told) => [told.quantity.toFixed(), told.limitPrice?.toFixed()])).toEqual([
        [quantity, price],
      ]);
      expect(summary(fills)).toEqual([[idOf(1), 'buy', quantity, price]]);
      expect((await desk.broker.getOrder(order))?.filledQuantity.toFixed()).toBe(quantity);
    },
  );

  it('Given a venue whose clock is years away, When it fills, Then the time is the venue’s and nothing is missed', async () => {
    for (const start of [Date.UTC(2009, 0, 3), Date.UTC(2044, 6, 1, 12, 0, 0, 250)]) {
      const desk = await open({ start });
      const cursor = (await desk.broker.listFills(null, [])).cursor;
      const order = await accepted(desk.broker, aRequest(suite, 1));
      const { time } = desk.venue.fill(order.brokerOrderId ?? '', '1', '100');
      const { fills } = await collectFills(desk, [order], cursor);
      expect(fills.map((fill) => fill.time)).toEqual([time]);
    }
  });
}
