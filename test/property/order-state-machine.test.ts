import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fill } from '#domain/orders/fill.ts';
import { ORDER_EVENTS, ORDER_STATES, type Order, type OrderEvent, type OrderState } from '#domain/orders/order.ts';
import {
  createOrder,
  fillOrder,
  leavesQuantity,
  recordOrderEvent,
  submitOrder,
} from '#domain/orders/order-lifecycle.ts';
import { isTerminal, TRANSITIONS } from '#domain/orders/order-state-machine.ts';
import { reservationOf } from '#domain/orders/reservation.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { aFill, anIntent, d, T0 } from '../support/builders.ts';

type Update = { readonly kind: 'status'; readonly event: OrderEvent } | { readonly kind: 'fill'; readonly fill: Fill };

const status = fc.constantFrom<OrderEvent>('accept', 'cancel', 'reject', 'expire');
const quantities = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 });

/** What a venue may say of an order of 10: any statuses, any fills, in any order, each any number of times. */
const stories = fc.tuple(fc.uniqueArray(status), quantities).chain(([events, fills]) => {
  const updates: Update[] = [
    ...events.map((event): Update => ({ kind: 'status', event })),
    ...fills.map(
      (quantity, index): Update => ({ kind: 'fill', fill: aFill({ id: `f${index}`, quantity: d(quantity) }) }),
    ),
  ];
  const told = fc.array(fc.nat({ max: Math.max(updates.length - 1, 0) }), { maxLength: 12 });
  return fc.record({ updates: fc.constant(updates), first: shuffled(updates, told), second: shuffled(updates, told) });
});

function shuffled(updates: Update[], repeats: fc.Arbitrary<number[]>): fc.Arbitrary<Update[]> {
  return repeats.chain((indices) => {
    const extra = indices.flatMap((index) => updates[index] ?? []);
    return fc.shuffledSubarray([...updates, ...extra], { minLength: updates.length + extra.length });
  });
}

function live(updates: readonly Update[]): Order {
  let order = submitOrder(createOrder(anIntent(), T0), 'request', T0);
  const seen = new Set<string>();
  for (const update of updates) {
    if (update.kind === 'status') order = recordOrderEvent(order, update.event, T0, update.event);
    else if (!seen.has(update.fill.id)) {
      seen.add(update.fill.id);
      order = fillOrder(order, update.fill, T0);
    }
  }
  return order;
}

describe('order state machine', () => {
  it('Given any updates of a venue, When told in any order and repeated, Then the order ends the same', () => {
    fc.assert(
      fc.property(stories, ({ first, second }) => {
        const { version: v1, history: h1, ...one } = live(first);
        const { version: v2, history: h2, ...two } = live(second);
        expect(one).toEqual(two);
      }),
      { numRuns: 500 },
    );
  });

  it('Given any updates, Then every fill counts, overfill is flagged, and a terminal order reserves nothing', () => {
    fc.assert(
      fc.property(stories, ({ updates, first }) => {
        const order = live(first);
        const filled = updates.reduce((sum, one) => (one.kind === 'fill' ? sum.plus(one.fill.quantity) : sum), ZERO);
        expect(order.filledQuantity.eq(filled)).toBe(true);
        expect(order.overfilled).toBe(filled.gt(10));
        expect(order.state === 'FILLED').toBe(filled.gte(10));
        const reserved = reservationOf(order).entryQuantity;
        expect(reserved.eq(isTerminal(order.state) ? ZERO : leavesQuantity(order))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const RANK: Readonly<Record<OrderState, number>> = {
    CREATED: 0,
    FAILED: 1,
    SUBMITTED: 1,
    ACCEPTED: 2,
    PARTIAL_FILL: 3,
    REJECTED: 4,
    EXPIRED: 5,
    CANCELLED: 6,
    FILLED: 7,
  };

  it('Given any state and event, Then the table has a next state and never moves backwards', () => {
    for (const state of ORDER_STATES) {
      for (const event of ORDER_EVENTS) expect(RANK[TRANSITIONS[state][event]]).toBeGreaterThanOrEqual(RANK[state]);
    }
  });

  it('Given a FAILED order, When the venue knows it after all, Then it lives again', () => {
    expect(TRANSITIONS.FAILED.accept).toBe('ACCEPTED');
    expect(TRANSITIONS.FAILED.fill).toBe('FILLED');
  });

  it('Given more transitions than are kept, Then the newest thirty stay', () => {
    let order = submitOrder(createOrder(anIntent({ quantity: d(100) }), T0), 'request', T0);
    for (let n = 0; n < 40; n++) order = fillOrder(order, aFill({ id: `f${n}`, quantity: d(1) }), T0 + n);
    expect(order.history).toHaveLength(30);
    expect(order.history.at(-1)?.cause).toBe('fill f39');
  });
});
