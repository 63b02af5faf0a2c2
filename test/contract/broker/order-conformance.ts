import { expect, it } from 'vitest';
import { d } from '../../support/builders.ts';
import { REFUSALS } from '../../support/venue/venue-records.ts';
import type { Conformance } from './conformance-desk.ts';
import { accepted, aRequest, idOf, limitAt, MARKET_GTC, sent } from './placed-order.ts';

/** Placing, duplicate ids, refusals, replacing. */
export function orderConformance(suite: Conformance): void {
  const { traits, open } = suite;

  it('Given an order, When it is placed, Then it is acknowledged and found by both its ids, exact', async () => {
    const { broker, venue } = await open();
    const order = await accepted(broker, aRequest(suite, 1, { quantity: d('0.5'), terms: limitAt('99.5') }));
    expect(venue.orders.map(({ id }) => id)).toEqual([order.brokerOrderId]);
    const told = {
      brokerOrderId: order.brokerOrderId,
      clientOrderId: traits.tellsClientIds ? idOf(1) : null,
      symbol: traits.symbol,
      side: 'buy',
      status: 'working',
      cause: null,
    };
    expect(await broker.getOrder(order)).toMatchObject(told);
    if (broker.capabilities.lookUpByClientId)
      expect(await broker.getOrder({ ...order, brokerOrderId: null })).toMatchObject(told);
    expect((await broker.getOrder(order))?.quantity.toFixed()).toBe('0.5');
    expect(venue.orders[0]?.limitPrice?.toFixed()).toBe('99.5');
  });

  it('Given no order, When it is looked up, Then the venue says that it has none', async () => {
    const { broker } = await open();
    expect(await broker.getOrder(sent(aRequest(suite, 9)))).toBeNull();
    expect(await broker.getOrder(sent(aRequest(suite, 9), '61e69015-8549-4bfd-b9c3-01e75843f47d'))).toBeNull();
  });

  it('Given a client order id that has been seen, When it comes again, Then the venue does what the adapter declares', async () => {
    const { broker, venue } = await open();
    const { duplicateIdsRefused } = broker.capabilities;
    const order = await accepted(broker, aRequest(suite, 1));
    const again = await broker.placeOrder(aRequest(suite, 1));
    expect(again.kind).toBe(duplicateIdsRefused === 'never' ? 'accepted' : 'duplicate');
    venue.endOrder(order.brokerOrderId ?? '', 'cancelled');
    const later = await broker.placeOrder(aRequest(suite, 1));
    expect(later.kind).toBe(duplicateIdsRefused === 'forever' ? 'duplicate' : 'accepted');
  });

  it.each(REFUSALS.flatMap((refusal) => (traits.refusals[refusal] ? [[refusal, traits.refusals[refusal]]] : [])))(
    'Given a venue that refuses for %s, When an order is placed, Then it is rejected as %s in the venue’s words',
    async (refusal, code) => {
      const { broker, venue, faults } = await open();
      venue.refuseNext(refusal as (typeof REFUSALS)[number]);
      const outcome = await broker.placeOrder(aRequest(suite, 1));
      expect(outcome).toMatchObject({ kind: 'rejected', code });
      expect(outcome.kind === 'rejected' ? outcome.cause.length : 0).toBeGreaterThan(0);
      expect(faults.count('place')).toBe(1);
      expect(venue.orders).toEqual([]);
    },
  );

  it('Given more than the account can pay for, or holds, When it is ordered, Then the venue’s own refusal is sorted', async () => {
    const { broker, venue } = await open();
    expect(await broker.placeOrder(aRequest(suite, 1, { quantity: d(1_000) }))).toMatchObject({
      kind: 'rejected',
      code: traits.refusals.insufficient_funds,
    });
    expect(await broker.placeOrder(aRequest(suite, 2, { side: 'sell' }))).toMatchObject({
      kind: 'rejected',
      code: traits.refusals.insufficient_position,
    });
    expect(venue.orders).toEqual([]);
  });

  it('Given terms that the adapter cannot do, When they are placed, Then it refuses them and nothing is sent', async () => {
    const { broker, faults } = await open();
    const { capabilities } = broker;
    const terms = [
      ...(capabilities.postOnly ? [] : [{ ...limitAt(100), postOnly: true }]),
      ...(capabilities.reduceOnly ? [] : [{ ...MARKET_GTC, reduceOnly: true }]),
      { ...limitAt(100), limitPrice: null },
    ];
    for (const [index, unable] of terms.entries()) {
      const outcome = await broker.placeOrder(aRequest(suite, index, { terms: unable }));
      expect(outcome.kind).toBe('rejected');
      expect(outcome).toMatchObject({ code: expect.stringMatching(/^(NOT_SUPPORTED|INVALID_ORDER)$/) });
    }
    expect(faults.count('place')).toBe(0);
  });

  it('Given a working order, When it is replaced, Then one ends and the other works under its own id, where the adapter can', async () => {
    const { broker, venue, faults } = await open();
    const order = await accepted(broker, aRequest(suite, 1));
    const by = aRequest(suite, 2, { quantity: d(2), terms: limitAt(90) });
    const outcome = await broker.replaceOrder(order, by);
    if (!broker.capabilities.replace) {
      expect(outcome).toMatchObject({ kind: 'rejected', code: 'NOT_SUPPORTED' });
      expect(faults.count('replace')).toBe(0);
      return;
    }
    expect(outcome.kind).toBe('accepted');
    expect(await broker.getOrder(order)).toMatchObject({ status: 'cancelled' });
    const replacement = await broker.getOrder(sent(by, outcome.kind === 'accepted' ? outcome.brokerOrderId : null));
    expect(replacement).toMatchObject({ status: 'working', clientOrderId: idOf(2) });
    expect(replacement?.quantity.toFixed()).toBe('2');
    expect(venue.orders.map(({ status }) => status)).toEqual(['replaced', 'working']);
  });

  it('Given an order that is over, When it is replaced, Then that is refused and nothing else works', async () => {
    const { broker, venue } = await open();
    if (!broker.capabilities.replace) return;
    const order = await accepted(broker, aRequest(suite, 1));
    venue.fill(order.brokerOrderId ?? '', '1', '100');
    expect((await broker.replaceOrder(order, aRequest(suite, 2, { terms: limitAt(90) }))).kind).toBe('rejected');
    expect(venue.orders).toHaveLength(1);
  });
}
