import { expect, it } from 'vitest';
import { BrokerError } from '#application/ports/broker-error.ts';
import { d } from '../../support/builders.ts';
import type { FaultName } from '../../support/venue/faults.ts';
import type { Conformance, ConformanceDesk } from './conformance-desk.ts';
import { accepted, aRequest, idOf, limitAt } from './placed-order.ts';

const MANY = 120;
const LASTING: readonly FaultName[] = ['drop_before', 'gateway_before', 'hang_before', 'internal_error', 'too_many'];
/** Bodies that say nothing, least of all that a list is empty. */
const NO_ANSWERS: readonly FaultName[] = ['truncated', 'html', 'empty_object', 'null'];

/** Reads: complete, repeated where that helps, and `BrokerError` where there is no answer. */
export function readConformance(suite: Conformance): void {
  const { traits, open } = suite;
  const reads = {
    order: async ({ broker }: ConformanceDesk) =>
      broker.getOrder({ ...aRequest(suite, 1), brokerOrderId: 'f6d37b9c-3b0c-4b6e-8b0d-2f8c1f2d7a10', sentAt: 0 }),
    open_orders: async ({ broker }: ConformanceDesk) => broker.listOpenOrders(),
    fills: async ({ broker }: ConformanceDesk) => broker.listFills((await broker.listFills(null, [])).cursor, []),
    balance: async ({ broker }: ConformanceDesk) => broker.getBalance(),
    positions: async ({ broker }: ConformanceDesk) => broker.listPositions(),
  } as const;
  const wireCall = (call: keyof typeof reads) => (call === 'positions' ? traits.positionsCall : call);
  const calls = Object.keys(reads) as (keyof typeof reads)[];

  it(`Given ${MANY} working orders and others that are over, When those that work are listed, Then each is there once`, async () => {
    const desk = await open();
    for (let number = 0; number < MANY; number += 1) {
      const request = aRequest(suite, number, { terms: limitAt('0.5') });
      const placed = desk.venue.place({ ...request, ...request.terms });
      if (placed.kind === 'placed' && number % 10 === 0) desk.venue.endOrder(placed.order.id, 'cancelled');
      if (number % 40 === 0) desk.venue.tick();
    }
    const listed = (await desk.broker.listOpenOrders()).map(({ brokerOrderId }) => brokerOrderId);
    const working = desk.venue.orders.filter(({ status }) => status === 'working').map(({ id }) => id);
    expect(listed).toHaveLength(working.length);
    expect(new Set(listed)).toEqual(new Set(working));
  });

  it('Given an account, When it is read, Then cash and positions are the venue’s, exact', async () => {
    const { broker, venue } = await open({ cash: { [traits.currency]: '1234567890.123456789' } });
    const order = await accepted(broker, aRequest(suite, 1, { quantity: d('0.000000001'), terms: limitAt(100) }));
    venue.fill(order.brokerOrderId ?? '', '0.000000001', '100');
    expect(await broker.getBalance()).toMatchObject({ currency: traits.currency });
    expect((await broker.getBalance()).cash.toFixed()).toBe('1234567890.123456689');
    const held = (await broker.listPositions()).filter(({ symbol }) => symbol === traits.symbol);
    expect(held.map(({ quantity }) => quantity.toFixed())).toEqual(['0.000000001']);
  });

  it('Given a symbol, When its rules are read, Then they are there', async () => {
    const { broker } = await open();
    const rules = await broker.getSymbolRules(traits.symbol);
    expect(rules.isFractional).toBe(true);
    expect(rules.lot?.gt(0) ?? true).toBe(true);
  });

  it('Given an open order, When all that work are listed, Then it is told as by its own look-up', async () => {
    const { broker } = await open();
    const order = await accepted(broker, aRequest(suite, 1));
    expect(await broker.listOpenOrders()).toEqual([await broker.getOrder(order)]);
    if (traits.tellsClientIds) expect((await broker.listOpenOrders())[0]?.clientOrderId).toBe(idOf(1));
  });

  it.each(calls)('Given one failure of %s, When it is read, Then it is asked again after a wait', async (call) => {
    const desk = await open();
    for (const fault of ['drop_before', 'gateway_before', 'internal_error'] as const) {
      const waits = desk.sleeps.length;
      desk.faults.script(wireCall(call), fault);
      await reads[call](desk);
      expect(desk.sleeps.length).toBeGreaterThan(waits);
    }
  });

  it.each(calls)(
    'Given a %s that is slowed down, When the venue names a time, Then that time is waited',
    async (call) => {
      const desk = await open();
      desk.faults.script(wireCall(call), { name: 'too_many', retryAfter: 1 });
      await reads[call](desk);
      expect(desk.sleeps.some((wait) => wait >= 1_000)).toBe(true);
    },
  );

  it.each(LASTING.flatMap((fault) => calls.map((call) => [call, fault] as const)))(
    'Given a %s that goes on failing by %s, When it is read, Then a BrokerError says that nothing is known',
    async (call, fault) => {
      const desk = await open();
      desk.faults.script(wireCall(call), ...Array.from({ length: 12 }, () => fault));
      const error = await reads[call](desk).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BrokerError);
      const codes = { too_many: /RATE_LIMITED/, drop_before: /NETWORK/, hang_before: /NETWORK/ } as const;
      const expected = fault in codes ? codes[fault as keyof typeof codes] : /UNAVAILABLE|NETWORK/;
      expect((error as BrokerError).code).toMatch(expected);
    },
  );

  it.each(calls.flatMap((call) => NO_ANSWERS.map((fault) => [call, fault] as const)))(
    'Given a %s that is answered by %s, When it is read, Then it is never taken for an answer',
    async (call, fault) => {
      const desk = await open();
      await accepted(desk.broker, aRequest(suite, 1));
      desk.faults.script(wireCall(call), ...Array.from({ length: 12 }, () => fault));
      const error = await reads[call](desk).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BrokerError);
    },
  );
}
