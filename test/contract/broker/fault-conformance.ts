import { expect, it } from 'vitest';
import type { FaultName } from '../../support/venue/faults.ts';
import type { Conformance } from './conformance-desk.ts';
import { accepted, aRequest, collectFills, idOf, limitAt, MARKET_GTC, sent } from './placed-order.ts';

const BEFORE: readonly FaultName[] = ['drop_before', 'gateway_before', 'hang_before', 'internal_error'];
const AFTER: readonly FaultName[] = [
  'drop_after',
  'gateway_after',
  'hang_after',
  'truncated',
  'html',
  'empty_object',
  'null',
];

/** A POST over a wire that fails: sent once, never thrown, and never called what is not proven. */
export function faultConformance(suite: Conformance): void {
  const { traits, open } = suite;

  it.each([...BEFORE, ...AFTER])(
    'Given a POST whose wire fails by %s, Then it is unknown, was sent once, and a look-up tells',
    async (fault) => {
      const { broker, venue, faults } = await open();
      faults.script('place', fault);
      const outcome = await broker.placeOrder(aRequest(suite, 1));
      expect(outcome.kind).toBe('unknown');
      expect(faults.count('place')).toBe(1);
      expect(venue.orders).toHaveLength(AFTER.includes(fault) ? 1 : 0);
      if (!broker.capabilities.lookUpByClientId) return;
      const found = await broker.getOrder(sent(aRequest(suite, 1)));
      expect(found?.clientOrderId ?? null).toBe(AFTER.includes(fault) ? idOf(1) : null);
    },
  );

  it.each([...BEFORE, ...AFTER])(
    'Given a replacement whose wire fails by %s, Then it is unknown and was sent once',
    async (fault) => {
      const { broker, faults } = await open();
      if (!broker.capabilities.replace) return;
      const order = await accepted(broker, aRequest(suite, 1));
      faults.script('replace', fault);
      const outcome = await broker.replaceOrder(order, aRequest(suite, 2, { terms: limitAt(90) }));
      expect(outcome.kind).toBe('unknown');
      expect(faults.count('replace')).toBe(1);
    },
  );

  it.each([2, undefined])(
    'Given a POST that is answered 429 with Retry-After %s, Then it is what that proves',
    async (retryAfter) => {
      const { broker, venue, faults } = await open();
      faults.script('place', retryAfter === undefined ? 'too_many' : { name: 'too_many', retryAfter });
      const outcome = await broker.placeOrder(aRequest(suite, 1));
      expect(outcome.kind).toBe(traits.tooMany);
      if (outcome.kind === 'not_sent')
        expect(outcome).toMatchObject({
          code: 'RATE_LIMITED',
          retryAfter: retryAfter === undefined ? null : retryAfter * 1_000,
        });
      expect(faults.count('place')).toBe(1);
      expect(venue.orders).toEqual([]);
    },
  );

  it('Given nobody who listens, When an order is placed, Then it was not sent, and cancels and reads know nothing', async () => {
    const desk = await open();
    const order = await accepted(desk.broker, aRequest(suite, 1));
    await desk.close();
    expect(await desk.broker.placeOrder(aRequest(suite, 2))).toMatchObject({ kind: 'not_sent', code: 'NETWORK' });
    expect((await desk.broker.cancelOrder(order)).kind).toBe('unknown');
    await expect(desk.broker.getOrder(order)).rejects.toMatchObject({ name: 'BrokerError', code: 'NETWORK' });
  });

  it('Given a wire that fails by a seed, When orders go the protocol’s way, Then each is at the venue at most once and no fill is lost', async () => {
    for (const seed of [1, 2, 3]) {
      const desk = await open();
      const { broker, venue, faults } = desk;
      if (broker.capabilities.duplicateIdsRefused !== 'forever') return;
      venue.setPrice(traits.symbol, '10', { parts: 2 });
      const { cursor } = await broker.listFills(null, []);
      const rate = 0.06;
      faults.draw(seed, { drop_before: rate, drop_after: rate, gateway_after: rate, truncated: rate, too_many: rate });
      const requests = Array.from({ length: 12 }, (_, number) => aRequest(suite, number, { terms: MARKET_GTC }));
      for (const request of requests)
        for (let attempt = 0; attempt < 6; attempt += 1) {
          const { kind } = await broker.placeOrder(request);
          if (kind === 'accepted' || kind === 'duplicate') break;
        }
      faults.draw(seed, {});
      expect(venue.orders.map(({ clientOrderId }) => clientOrderId)).toEqual(
        requests.map(({ clientOrderId }) => clientOrderId),
      );
      const { fills } = await collectFills(desk, [], cursor);
      expect(fills).toHaveLength(24);
      expect((await broker.getBalance()).cash.toFixed()).toBe('9880');
    }
  });
}
