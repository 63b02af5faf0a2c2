import { describe, expect, it } from 'vitest';
import { modifyOrder, type OrderChange, requestCancel } from '#application/operator/change-order.ts';
import type { RequestOutcome } from '#application/operator/operator-deps.ts';
import { adjustPosition, closePosition, type HandOrder, placeByHand } from '#application/operator/place-by-hand.ts';
import type { Broker } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import type { Order } from '#domain/orders/order.ts';
import { NOTHING_ATTACHED } from '#domain/orders/order-intent.ts';
import { MARKET, orderTerms } from '#domain/orders/order-terms.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { d, NO_LIMITS, SYMBOL } from '../../support/builders.ts';
import { aDeskAfter, aScript, aVenueFill, BUY, held, runAll, working } from '../../support/exit-desk.ts';
import { unlessDead } from '../../support/faulty.ts';
import type { PaperDesk } from '../../support/paper-desk.ts';

const limitAt = (price: number) => orderTerms({ type: 'limit', limitPrice: d(price) });

function anOrder(changes: Partial<HandOrder> = {}): HandOrder {
  return {
    symbol: SYMBOL,
    side: 'buy',
    quantity: d(10),
    terms: limitAt(90),
    attached: NOTHING_ATTACHED,
    idempotencyKey: 'one',
    ...changes,
  };
}

/** A session that has seen two bars (100, 101) and holds nothing. */
async function aFlatDesk(limits = NO_LIMITS): Promise<PaperDesk> {
  return (await aDeskAfter(4, aScript([], { limits })))[0];
}

/** A session that holds 95 with a protective stop. */
async function aHoldingDesk() {
  return aDeskAfter(4, aScript([BUY]));
}

function idOf(outcome: RequestOutcome): string {
  if (outcome.kind !== 'queued') throw new Error(`received ${JSON.stringify(outcome)}, expected it queued`);
  return outcome.clientOrderId;
}

function idsOfDenied(outcomes: readonly RequestOutcome[]): readonly string[] {
  return [...new Set(outcomes.flatMap((one) => (one.kind === 'denied' ? [one.intent.clientOrderId] : [])))];
}

/** Places an order by hand, and delivers it. */
async function placed(desk: PaperDesk, changes: Partial<HandOrder> = {}): Promise<string> {
  const id = idOf(await placeByHand(desk.operator, anOrder(changes)));
  await desk.consume();
  return id;
}

async function changed(desk: PaperDesk, id: string, change: OrderChange, key = 'change'): Promise<string> {
  const next = idOf(await modifyOrder(desk.operator, id, change, key));
  await desk.consume();
  return next;
}

async function stored(desk: PaperDesk, id: string): Promise<Order> {
  const order = await desk.ledger.readOrder(id);
  if (order === null) throw new Error(`there is no order ${id}`);
  return order;
}

/** The venue takes every cancel and carries none out. */
function ignoringCancels(venue: Broker): Broker {
  return withCancel(venue, async () => ({ kind: 'requested' }));
}

function withCancel(venue: Broker, cancelOrder: Broker['cancelOrder']): Broker {
  return new Proxy(venue, {
    get: (target, name) => {
      if (name === 'cancelOrder') return cancelOrder;
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('an order by hand', () => {
  it('Given a limit order, Then it works at the venue and reserves its cash', async () => {
    const desk = await aFlatDesk();
    const order = await stored(desk, await placed(desk));
    expect([order.state, order.intent.purpose, order.intent.kind]).toEqual(['ACCEPTED', 'manual', 'entry']);
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('900');
  });

  it('Given the same request again, Then it is the same order, before and after it is delivered', async () => {
    const desk = await aFlatDesk();
    const ids = [idOf(await placeByHand(desk.operator, anOrder())), idOf(await placeByHand(desk.operator, anOrder()))];
    await desk.consume();
    ids.push(idOf(await placeByHand(desk.operator, anOrder())));
    expect(new Set(ids).size).toBe(1);
    expect(desk.queue).toEqual([]);
    expect(await working(desk)).toEqual(['buy 10 manual']);
  });

  it('Given its key with other contents, Then it is a conflict', async () => {
    const desk = await aFlatDesk();
    await placed(desk);
    expect(await placeByHand(desk.operator, anOrder({ quantity: d(11) }))).toMatchObject({ kind: 'conflict' });
  });

  it('Given a limit that risk has, Then it is denied with the rule, and recorded', async () => {
    const desk = await aFlatDesk({ ...NO_LIMITS, max_order_value: d(500) });
    const outcome = await placeByHand(desk.operator, anOrder());
    expect(outcome).toMatchObject({ kind: 'denied', violations: [{ rule: 'max_order_value', limit: '500' }] });
    expect(desk.queue).toEqual([]);
  });

  it('Given a request that risk has refused, When it comes again, Then it is refused with the same rules', async () => {
    const desk = await aFlatDesk({ ...NO_LIMITS, max_order_value: d(500) });
    const outcomes = [await placeByHand(desk.operator, anOrder()), await placeByHand(desk.operator, anOrder())];
    expect(outcomes[1]).toMatchObject({ kind: 'denied', violations: [{ rule: 'max_order_value', limit: '500' }] });
    expect(idsOfDenied(outcomes)).toHaveLength(1);
  });

  it.each([
    ['a strange symbol', { symbol: 'XYZ/USD' }, /symbol: received XYZ\/USD, expected one of/],
    ['less than a lot', { quantity: d('0.00001') }, /quantity: received 0.00001, expected a multiple of the lot/],
    ['a limit order without limit', { terms: orderTerms({ type: 'limit' }) }, /limit order without limitPrice/],
  ])('Given %s, Then it is refused, and nothing is recorded', async (_, changes, reason) => {
    const desk = await aFlatDesk();
    const outcome = await placeByHand(desk.operator, anOrder(changes));
    expect(outcome).toEqual({ kind: 'invalid', reason: expect.stringMatching(reason) });
    expect((await desk.records()).orders).toEqual([]);
  });

  it('Given no session, Then it is a conflict', async () => {
    const desk = await aFlatDesk();
    await desk.stop();
    expect(await placeByHand(desk.operator, anOrder())).toMatchObject({ kind: 'conflict' });
  });

  it('Given a market sell of part of a position, Then its protection goes and comes back over the rest', async () => {
    const [desk, phases] = await aHoldingDesk();
    expect(await working(desk)).toEqual(['sell 95 protection']);
    await placed(desk, { side: 'sell', quantity: d(40), terms: MARKET });
    expect(await working(desk)).toEqual(['sell 40 manual']);
    await runAll(desk, phases.slice(0, 2));
    expect(await held(desk)).toBe('55');
    expect(await working(desk)).toEqual(['sell 55 protection']);
  });

  it('Given an order that adds to a position, Then it cannot change its protection', async () => {
    const [desk] = await aHoldingDesk();
    const attached = { stopLoss: d(80), takeProfit: null };
    const outcome = await placeByHand(desk.operator, anOrder({ quantity: d(1), attached }));
    expect(outcome).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('stopLoss') });
  });

  it('Given a sell of more than is held, Then nothing flips: it is judged as an entry, and refused', async () => {
    const [desk] = await aHoldingDesk();
    const outcome = await placeByHand(desk.operator, anOrder({ side: 'sell', quantity: d(96), terms: MARKET }));
    expect(outcome).toMatchObject({ kind: 'denied' });
    expect(await working(desk)).toEqual(['sell 95 protection']);
  });
});

describe('a position that is closed or adjusted by hand', () => {
  it('Given a protected position, When it is closed, Then protection and position are gone', async () => {
    const [desk, phases] = await aHoldingDesk();
    const request = { symbol: SYMBOL, reason: 'enough', idempotencyKey: 'close' };
    const ids = [idOf(await closePosition(desk.operator, request)), idOf(await closePosition(desk.operator, request))];
    expect(new Set(ids).size).toBe(1);
    await desk.consume();
    await runAll(desk, phases.slice(0, 2));
    expect(await held(desk)).toBe('0');
    expect(await working(desk)).toEqual([]);
    const { fills } = await desk.records();
    expect(fills.map(({ quantity }) => quantity.toFixed())).toEqual(['95', '95']);
  });

  it('Given a close that is done, When its request comes again, Then it is the same order', async () => {
    const [desk, phases] = await aHoldingDesk();
    const request = { symbol: SYMBOL, reason: 'enough', idempotencyKey: 'close' };
    const id = idOf(await closePosition(desk.operator, request));
    await desk.consume();
    await runAll(desk, phases.slice(0, 2));
    expect(await held(desk)).toBe('0');
    expect(await closePosition(desk.operator, request)).toEqual({ kind: 'queued', clientOrderId: id });
    expect(await closePosition(desk.operator, { ...request, idempotencyKey: 'again' })).toMatchObject({
      kind: 'not_found',
    });
    expect(desk.queue).toEqual([]);
  });

  it('Given an adjustment that is done, When its request comes again, Then it is the same order, and with another target refused', async () => {
    const [desk, phases] = await aHoldingDesk();
    const request = { symbol: SYMBOL, reason: 'r', idempotencyKey: 'adjust', targetQuantity: d(50) };
    const id = idOf(await adjustPosition(desk.operator, request));
    await desk.consume();
    await runAll(desk, phases.slice(0, 2));
    expect(await held(desk)).toBe('50');
    expect((await stored(desk, id)).intent.reason).toBe('r, to 50');
    expect(await adjustPosition(desk.operator, request)).toEqual({ kind: 'queued', clientOrderId: id });
    expect(await adjustPosition(desk.operator, { ...request, targetQuantity: d(40) })).toMatchObject({
      kind: 'conflict',
    });
    expect(desk.queue).toEqual([]);
  });

  it('Given nothing held, Then there is nothing to close', async () => {
    const desk = await aFlatDesk();
    const request = { symbol: SYMBOL, reason: 'enough', idempotencyKey: 'close' };
    expect(await closePosition(desk.operator, request)).toMatchObject({ kind: 'not_found' });
  });

  it.each([
    ['less', 50, 'sell 45 manual'],
    ['more', 96, 'buy 1 manual'],
    ['nothing', 0, 'sell 95 manual_exit'],
  ])('Given a target of %s, Then the difference is traded', async (_, target, order) => {
    const [desk] = await aHoldingDesk();
    const request = { symbol: SYMBOL, reason: 'r', idempotencyKey: 'adjust', targetQuantity: d(target) };
    idOf(await adjustPosition(desk.operator, request));
    await desk.consume();
    expect(await working(desk)).toContain(order);
  });

  it.each([
    ['on the other side', -5, 'invalid'],
    ['that is held', 95, 'conflict'],
  ])('Given a target %s, Then it is refused', async (_, target, kind) => {
    const [desk] = await aHoldingDesk();
    const request = { symbol: SYMBOL, reason: 'r', idempotencyKey: 'adjust', targetQuantity: d(target) };
    expect(await adjustPosition(desk.operator, request)).toMatchObject({ kind });
    expect(desk.queue).toEqual([]);
  });
});

describe('an order that is cancelled by hand', () => {
  it('Given a working order, Then it ends and frees its cash', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    idOf(await requestCancel(desk.operator, id, 'operator'));
    await desk.consume(2);
    expect((await stored(desk, id)).state).toBe('CANCELLED');
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('0');
    expect(await requestCancel(desk.operator, id, 'operator')).toMatchObject({ kind: 'conflict' });
    expect(await requestCancel(desk.operator, 'f'.repeat(32), 'operator')).toMatchObject({ kind: 'not_found' });
  });

  it('Given a venue that does not carry it out, Then it is asked again until it does', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    const venue = desk.broker;
    desk.broker = ignoringCancels(venue);
    idOf(await requestCancel(desk.operator, id, 'operator'));
    await desk.consume();
    expect(await stored(desk, id)).toMatchObject({ state: 'ACCEPTED', cancelRequested: true });
    await desk.track();
    expect(await stored(desk, id)).toMatchObject({ state: 'ACCEPTED' });
    desk.broker = venue;
    await desk.track();
    await desk.track();
    expect(await stored(desk, id)).toMatchObject({ state: 'CANCELLED' });
  });

  it('Given a venue that cannot be asked, Then the wish is not lost', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    const venue = desk.broker;
    desk.broker = withCancel(venue, async () => {
      throw new BrokerError('UNAVAILABLE', 'down');
    });
    idOf(await requestCancel(desk.operator, id, 'operator'));
    await desk.consume();
    desk.broker = venue;
    await desk.track();
    await desk.track();
    expect(await stored(desk, id)).toMatchObject({ state: 'CANCELLED' });
  });
});

describe('an order that is changed by hand', () => {
  it('Given another price, Then the old one ends before the new one works, with an id of its own', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    const next = await changed(desk, id, { limitPrice: d(91), quantity: d(12) });
    expect(next).not.toBe(id);
    expect((await stored(desk, id)).state).toBe('CANCELLED');
    const { intent, state } = await stored(desk, next);
    expect([state, intent.quantity.toFixed(), intent.terms.limitPrice?.toFixed()]).toEqual(['ACCEPTED', '12', '91']);
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('1092');
  });

  it('Given the same request again, Then it is the same order, and a conflict with other contents', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    await applyVenueFill(desk, aVenueFill('part', 4, { clientOrderId: id, price: d(90) }));
    const next = await changed(desk, id, { limitPrice: d(91) });
    expect(await changed(desk, id, { limitPrice: d(91) })).toBe(next);
    for (const other of [{ limitPrice: d(92) }, { limitPrice: d(91), quantity: d(11) }])
      expect(await modifyOrder(desk.operator, id, other, 'change')).toMatchObject({ kind: 'conflict' });
  });

  it('Given that it has filled in part, Then only what is left is placed', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    await applyVenueFill(desk, aVenueFill('part', 4, { clientOrderId: id, price: d(90) }));
    const next = await changed(desk, id, { limitPrice: d(91) });
    expect((await stored(desk, next)).intent.quantity.toFixed()).toBe('6');
  });

  it('Given a quantity that is filled already, Then it ends and nothing takes its place', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    await applyVenueFill(desk, aVenueFill('part', 4, { clientOrderId: id, price: d(90) }));
    const next = await changed(desk, id, { quantity: d(4) });
    expect(await stored(desk, next)).toMatchObject({ state: 'REJECTED', violations: [{ rule: 'replaced_order' }] });
    expect(await working(desk)).toEqual([]);
  });

  it('Given a change that risk refuses, Then the order works on as it is', async () => {
    const desk = await aFlatDesk({ ...NO_LIMITS, max_order_value: d(1000) });
    const id = await placed(desk);
    const next = await changed(desk, id, { quantity: d(20) });
    expect(await stored(desk, next)).toMatchObject({ state: 'REJECTED', violations: [{ rule: 'max_order_value' }] });
    expect((await stored(desk, id)).state).toBe('ACCEPTED');
  });

  it('Given that its cash is all but used up, Then what the old one holds is free for the new one', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk, { quantity: d(110) });
    const next = await changed(desk, id, { limitPrice: d('90.5') });
    expect((await stored(desk, next)).state).toBe('ACCEPTED');
  });

  it('Given a venue that does not end the old one, Then the new one is not placed', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    const venue = desk.broker;
    desk.broker = ignoringCancels(venue);
    const next = idOf(await modifyOrder(desk.operator, id, { limitPrice: d(91) }, 'change'));
    await expect(desk.consume()).rejects.toThrow(/may still work/);
    expect(await desk.ledger.readOrder(next)).toBeNull();
    desk.broker = venue;
    await desk.consume(3);
    expect(await working(desk)).toEqual(['buy 10 manual']);
    expect((await stored(desk, next)).state).toBe('ACCEPTED');
  });

  it('Given a cancel that came first, Then nothing takes its place', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    const next = idOf(await modifyOrder(desk.operator, id, { limitPrice: d(91) }, 'change'));
    idOf(await requestCancel(desk.operator, id, 'operator'));
    desk.queue.reverse();
    await desk.consume();
    expect(await stored(desk, next)).toMatchObject({ state: 'REJECTED', violations: [{ rule: 'replaced_order' }] });
    expect(await working(desk)).toEqual([]);
  });

  it('Given an order that is being cancelled, Then it is a conflict', async () => {
    const desk = await aFlatDesk();
    const id = await placed(desk);
    desk.broker = ignoringCancels(desk.broker);
    idOf(await requestCancel(desk.operator, id, 'operator'));
    await desk.consume();
    expect(await modifyOrder(desk.operator, id, { limitPrice: d(91) }, 'change')).toMatchObject({ kind: 'conflict' });
  });

  it('Given protection, or an order that has ended, Then it is a conflict', async () => {
    const [desk] = await aHoldingDesk();
    const { orders } = await desk.records();
    for (const { intent } of orders)
      expect(await modifyOrder(desk.operator, intent.clientOrderId, { stopPrice: d(80) }, 'k')).toMatchObject({
        kind: 'conflict',
      });
  });

  it('Given a crash at every point, When the command comes again, Then the end is the undisturbed one', async () => {
    const outcomeOf = async (point: number | null) => {
      const desk = await aFlatDesk();
      const id = await placed(desk);
      const next = idOf(await modifyOrder(desk.operator, id, { limitPrice: d(91) }, 'change'));
      desk.points.arm(point);
      const died = (await unlessDead(desk.consume().then(() => 'lived'))) === null;
      const points = desk.points.calls.length * 2;
      if (died) {
        desk.now += MINUTE / 2;
        await desk.consume();
        await desk.track();
      }
      const [old, fresh] = [await stored(desk, id), await stored(desk, next)];
      const reserved = (await desk.ledger.readAccount())?.account.reserved.toFixed();
      return { points, died, end: [old.state, fresh.state, reserved, ...(await working(desk))] };
    };
    const undisturbed = await outcomeOf(null);
    expect(undisturbed.end).toEqual(['CANCELLED', 'ACCEPTED', '910', 'buy 10 manual']);
    for (let point = 0; point < undisturbed.points; point += 1) {
      const { died, end } = await outcomeOf(point);
      expect({ point, died, end }).toEqual({ point, died: true, end: undisturbed.end });
    }
  });
});
