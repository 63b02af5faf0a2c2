import { expect, it } from 'vitest';
import { BrokerError } from '#application/ports/broker-error.ts';
import { d } from '../../support/builders.ts';
import type { Conformance } from './conformance-desk.ts';
import { accepted, aRequest, collectFills, idOf, sent, summary } from './placed-order.ts';

/** Milliseconds. */
const SILENCE = 300_000;

/** Cancels and their races with fills. */
export function cancelConformance(suite: Conformance): void {
  const { open } = suite;

  it('Given a working order, When it is cancelled, Then it is over, with the part that had filled', async () => {
    const { broker, venue } = await open();
    const order = await accepted(broker, aRequest(suite, 1, { quantity: d(2) }));
    venue.fill(order.brokerOrderId ?? '', '0.5', '100');
    expect(await broker.cancelOrder(order)).toEqual({ kind: 'requested' });
    const told = await broker.getOrder(order);
    expect(told).toMatchObject({ status: 'cancelled' });
    expect(told?.filledQuantity.toFixed()).toBe('0.5');
  });

  it('Given an order whose broker id is not known, When it is cancelled, Then its client id does, where the venue allows', async () => {
    const { broker, venue } = await open();
    if (!broker.capabilities.lookUpByClientId) return;
    await accepted(broker, aRequest(suite, 1));
    expect(await broker.cancelOrder(sent(aRequest(suite, 1)))).toEqual({ kind: 'requested' });
    expect(venue.orders.map(({ status }) => status)).toEqual(['cancelled']);
  });

  it('Given an order that filled first, When it is cancelled, Then it is not called cancelled: a look-up says filled', async () => {
    const { broker, venue } = await open();
    const order = await accepted(broker, aRequest(suite, 1));
    venue.fill(order.brokerOrderId ?? '', '1', '100');
    const outcome = await broker.cancelOrder(order);
    expect(['requested', 'not_found']).toContain(outcome.kind);
    expect(await broker.getOrder(order)).toMatchObject({ status: 'filled' });
  });

  it('Given an order that the venue never had, When it is cancelled, Then it is not found', async () => {
    const { broker } = await open();
    expect(await broker.cancelOrder(sent(aRequest(suite, 1), 'f6d37b9c-3b0c-4b6e-8b0d-2f8c1f2d7a10'))).toEqual({
      kind: 'not_found',
    });
    if (broker.capabilities.lookUpByClientId)
      expect(await broker.cancelOrder(sent(aRequest(suite, 1)))).toEqual({ kind: 'not_found' });
  });

  it('Given a venue that cancels slowly, When it fills in between, Then the order works until the venue says otherwise, and no fill is lost', async () => {
    const desk = await open();
    const { broker, venue } = desk;
    venue.cancelSlowly(3);
    const { cursor } = await broker.listFills(null, []);
    const order = await accepted(broker, aRequest(suite, 1, { quantity: d(2) }));
    expect(await broker.cancelOrder(order)).toEqual({ kind: 'requested' });
    expect(await broker.getOrder(order)).toMatchObject({ status: 'working' });
    venue.fill(order.brokerOrderId ?? '', '0.5', '100');
    for (let look = 0; look < 4; look += 1) await broker.getOrder(order);
    expect(await broker.getOrder(order)).toMatchObject({ status: 'cancelled' });
    expect(summary((await collectFills(desk, [order], cursor)).fills)).toEqual([[idOf(1), 'buy', '0.5', '100']]);
  });

  it.each(['drop_before', 'drop_after', 'gateway_after', 'hang_after', 'internal_error', 'truncated'] as const)(
    'Given a cancel whose wire fails by %s, Then its outcome is told without a throw and the venue’s word decides',
    async (fault) => {
      const { broker, venue, faults } = await open();
      const order = await accepted(broker, aRequest(suite, 1));
      faults.script('cancel', fault, fault, fault, fault, fault);
      const outcome = await broker.cancelOrder(order);
      expect(['unknown', 'requested']).toContain(outcome.kind);
      const hasActed = venue.orders[0]?.status === 'cancelled';
      expect(await broker.getOrder(order)).toMatchObject({ status: hasActed ? 'cancelled' : 'working' });
    },
  );

  it('Given the venue’s timer is set, When it hears from us, Then orders work on; when it does not, they are over, and what comes later works', async () => {
    const { broker, venue } = await open();
    const order = await accepted(broker, aRequest(suite, 1, { quantity: d(2) }));
    venue.fill(order.brokerOrderId ?? '', '0.5', '100');
    if (!broker.capabilities.cancelAfter) {
      await expect(broker.cancelAllAfter(SILENCE)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      expect(await broker.getOrder(order)).toMatchObject({ status: 'working' });
      return;
    }
    await broker.cancelAllAfter(SILENCE);
    venue.pass(SILENCE / 2);
    await broker.cancelAllAfter(SILENCE);
    venue.pass(SILENCE / 2);
    expect(await broker.getOrder(order)).toMatchObject({ status: 'working' });
    venue.pass(SILENCE);
    const told = await broker.getOrder(order);
    expect([told?.status, told?.filledQuantity.toFixed()]).toEqual(['cancelled', '0.5']);
    const later = await accepted(broker, aRequest(suite, 2));
    venue.pass(SILENCE);
    expect(await broker.getOrder(later)).toMatchObject({ status: 'working' });
  });

  it.each(['drop_before', 'internal_error', 'truncated', 'html'] as const)(
    'Given a timer whose wire fails by %s, once or for long, Then it is set again, or the fault is told: never taken for set',
    async (fault) => {
      const { broker, faults, venue } = await open();
      if (!broker.capabilities.cancelAfter) return;
      const order = await accepted(broker, aRequest(suite, 1));
      faults.script('timer', fault);
      await broker.cancelAllAfter(SILENCE);
      faults.script('timer', fault, fault, fault, fault, fault, fault);
      await expect(broker.cancelAllAfter(SILENCE)).rejects.toThrow(BrokerError);
      venue.pass(SILENCE);
      expect(await broker.getOrder(order)).toMatchObject({ status: 'cancelled' });
    },
  );

  it.each(['empty_object', 'null'] as const)(
    'Given an answer that says of no timer (%s), Then none is taken for set',
    async (fault) => {
      const { broker, faults } = await open();
      if (!broker.capabilities.cancelAfter) return;
      faults.script('timer', fault, fault, fault);
      await expect(broker.cancelAllAfter(SILENCE)).rejects.toMatchObject({ code: 'UNREADABLE' });
    },
  );

  it('Given an order that the venue ends itself, When it is looked up, Then its end has the venue’s kind and a cause', async () => {
    const { broker, venue } = await open();
    const expired = await accepted(broker, aRequest(suite, 1));
    const cancelled = await accepted(broker, aRequest(suite, 2));
    venue.endOrder(expired.brokerOrderId ?? '', 'expired');
    venue.endOrder(cancelled.brokerOrderId ?? '', 'cancelled');
    expect(await broker.getOrder(expired)).toMatchObject({ status: expect.stringMatching(/^(expired|cancelled)$/) });
    expect(await broker.getOrder(cancelled)).toMatchObject({ status: 'cancelled' });
  });
}
