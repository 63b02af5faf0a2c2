import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventName } from '#domain/events/domain-event.ts';
import { eventsOfMove, type LedgerMove } from '#domain/events/events-of-move.ts';
import type { Order, OrderEvent } from '#domain/orders/order.ts';
import {
  acknowledgeOrder,
  createOrder,
  fillOrder,
  markOutcomeUnknown,
  recordAbsence,
  recordOrderEvent,
  requestCancel,
  submitOrder,
} from '#domain/orders/order-lifecycle.ts';
import { aFill, anIntent, d, T0 } from '../support/builders.ts';

type Step = 'accept' | 'cancel' | 'reject' | 'expire' | 'fail' | 'fill' | 'lost' | 'absent' | 'again' | 'wish';

const NAMES: Readonly<Record<OrderEvent, EventName>> = {
  submit: 'OrderSubmitted',
  accept: 'OrderAccepted',
  partial_fill: 'OrderPartiallyFilled',
  fill: 'OrderFilled',
  cancel: 'OrderCancelled',
  reject: 'OrderRejected',
  expire: 'OrderExpired',
  fail: 'OrderFailed',
};

const steps = fc.array(
  fc.record({
    step: fc.constantFrom<Step>(
      'accept',
      'cancel',
      'reject',
      'expire',
      'fail',
      'fill',
      'lost',
      'absent',
      'again',
      'wish',
    ),
    quantity: fc.integer({ min: 1, max: 6 }),
    /** Whether the write after this step is one of its own, or the next step goes with it. */
    isWritten: fc.boolean(),
  }),
  { maxLength: 25 },
);

function next(order: Order, step: Step, quantity: number, n: number): Order {
  switch (step) {
    case 'accept':
      return acknowledgeOrder(order, 'b', T0);
    case 'fill':
      return fillOrder(order, aFill({ id: `f${n}`, quantity: d(quantity) }), T0);
    case 'lost':
      return markOutcomeUnknown(order, T0);
    case 'absent':
      return recordAbsence(order, T0);
    case 'again':
      return submitOrder(order, 'r', T0);
    case 'wish':
      return requestCancel(order, T0);
    case 'cancel':
    case 'reject':
    case 'expire':
    case 'fail':
      return recordOrderEvent(order, step, T0, step);
  }
}

/** The versions of an order as they are written, all of one instant: nothing may be told apart by its time. */
function writesOf(story: readonly { step: Step; quantity: number; isWritten: boolean }[]): readonly Order[] {
  let order = submitOrder(createOrder(anIntent(), T0), 'r', T0);
  const writes = [order];
  for (const [n, { isWritten, quantity, step }] of story.entries()) {
    order = next(order, step, quantity, n);
    if (isWritten) writes.push(order);
  }
  return [...writes, order];
}

function movesOf(writes: readonly Order[]): readonly LedgerMove[] {
  return writes.map((order, index) => {
    const before = writes[index - 1];
    return {
      account: 'main',
      at: T0 + index,
      change: { kind: 'order', order },
      before: before === undefined ? null : { kind: 'order', order: before },
    };
  });
}

describe('events of an order', () => {
  it('Given any life of an order, however its steps are written, Then its history ends in exactly the events of its transitions', () => {
    fc.assert(
      fc.property(steps, (story) => {
        const writes = writesOf(story);
        const events = movesOf(writes).flatMap(eventsOfMove);
        const told = events.filter(({ name }) => name !== 'OrderOutcomeUnknown');
        const history = writes.at(-1)?.history ?? [];
        expect(told.map(({ name }) => name)).toEqual(history.map(({ event }) => NAMES[event]));
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      }),
      { numRuns: 500 },
    );
  });

  it('Given any life of an order, Then each time that its outcome becomes unknown is told', () => {
    fc.assert(
      fc.property(steps, (story) => {
        const writes = writesOf(story);
        const lost = writes.filter((order, n) => order.outcomeUnknown && writes[n - 1]?.outcomeUnknown !== true);
        const events = movesOf(writes).flatMap(eventsOfMove);
        expect(events.filter(({ name }) => name === 'OrderOutcomeUnknown')).toHaveLength(lost.length);
      }),
      { numRuns: 300 },
    );
  });

  it('Given any life of an order, When writes are told again, in part, or as if nothing had been there before, Then under the same ids', () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.boolean()), (story, isForgotten) => {
        const moves = movesOf(writesOf(story));
        const ids = new Set(moves.flatMap(eventsOfMove).map(({ id }) => id));
        const again = moves.flatMap((move) =>
          eventsOfMove(isForgotten.next().value ? { ...move, before: null } : move),
        );
        // That an outcome is unknown has no line in the history: of a write whose image before is lost it is told by its version.
        const steady = again.filter(({ name }) => name !== 'OrderOutcomeUnknown');
        for (const { id } of steady) expect(ids).toContain(id);
      }),
      { numRuns: 300 },
    );
  });
});
