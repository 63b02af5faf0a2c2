import { type Decimal, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { Fill } from './fill.ts';
import { HISTORY_LENGTH, type Order, type OrderEvent } from './order.ts';
import type { OrderIntent } from './order-intent.ts';
import { isTerminal, TRANSITIONS } from './order-state-machine.ts';
import type { Violation } from './violation.ts';

/** Quantity still to be filled, never below zero. */
export function leavesQuantity(order: Order): Decimal {
  const leaves = order.intent.quantity.minus(order.filledQuantity);
  return leaves.isNegative() ? ZERO : leaves;
}

/** A fill, or the venue's word, proves that it has had the order, though nobody may have heard its id. */
export function hasBeenTaken({ brokerOrderId, state }: Order): boolean {
  return brokerOrderId !== null || (state !== 'CREATED' && state !== 'SUBMITTED');
}

/** A new order in state CREATED: it exists on paper only. */
export function createOrder(intent: OrderIntent, at: Instant): Order {
  return {
    intent,
    state: 'CREATED',
    version: 0,
    attempt: 0,
    authorisedBy: null,
    attemptedAt: null,
    brokerOrderId: null,
    filledQuantity: ZERO,
    filledNotional: ZERO,
    fees: ZERO,
    outcomeUnknown: false,
    overfilled: false,
    cancelRequested: false,
    absentLookups: 0,
    cause: null,
    violations: [],
    createdAt: at,
    updatedAt: at,
    history: [],
  };
}

/** The next attempt to give the order to the broker, by the invocation `requestId` and by no other. */
export function submitOrder(order: Order, requestId: string, at: Instant): Order {
  const cause = order.attempt === 0 ? 'authorised' : 'absent at venue';
  const next = recordOrderEvent(order, 'submit', at, cause);
  return {
    ...next,
    attempt: order.attempt + 1,
    authorisedBy: requestId,
    attemptedAt: at,
    outcomeUnknown: false,
    absentLookups: 0,
  };
}

/** A denial: as durable as an order, and never to become one. */
export function denyOrder(order: Order, violations: readonly Violation[], at: Instant): Order {
  return { ...recordOrderEvent(order, 'reject', at, 'RISK'), violations };
}

/** The venue has the order. */
export function acknowledgeOrder(order: Order, brokerOrderId: string, at: Instant): Order {
  const next = recordOrderEvent(order, 'accept', at, 'acknowledged by the venue');
  return { ...next, brokerOrderId, outcomeUnknown: false, absentLookups: 0 };
}

/** The venue refuses the order's id as taken, which is its word that it has had it; what became of it has still to be seen. */
export function recordTakenId(order: Order, at: Instant): Order {
  return { ...recordOrderEvent(order, 'accept', at, 'its id is taken at the venue'), outcomeUnknown: true };
}

/**
 * The attempt is proven not to have reached the venue: it belongs to nobody any more, and a further one may be made whatever the venue does
 * with ids.
 */
export function returnAttempt(order: Order, at: Instant): Order {
  return { ...order, version: order.version + 1, authorisedBy: null, attemptedAt: null, updatedAt: at };
}

/** Somebody wants the order to end; it goes on counting as working until the venue gives evidence. */
export function requestCancel(order: Order, at: Instant): Order {
  return { ...order, version: order.version + 1, cancelRequested: true, updatedAt: at };
}

/** The answer to the attempt was lost: nothing is released until the venue gives evidence. */
export function markOutcomeUnknown(order: Order, at: Instant): Order {
  return { ...order, version: order.version + 1, outcomeUnknown: true, updatedAt: at };
}

/** The venue answered that it does not have the order: one more piece of evidence, not yet a proof. */
export function recordAbsence(order: Order, at: Instant): Order {
  return { ...markOutcomeUnknown(order, at), absentLookups: order.absentLookups + 1 };
}

/**
 * Applies one event by the transition table. `cause` says who or what brought it about; it stays on the order
 * as the reason of a terminal state other than FILLED. An event that changes nothing leaves the state and the history alone.
 */
export function recordOrderEvent(order: Order, event: OrderEvent, at: Instant, cause: string): Order {
  const to = TRANSITIONS[order.state][event];
  const isNews = to !== order.state || event === 'submit' || event === 'partial_fill';
  const history = isNews
    ? [...order.history, { at, event, from: order.state, to, cause }].slice(-HISTORY_LENGTH)
    : order.history;
  const endsHere = to !== order.state && isTerminal(to);
  const terminalCause = to === 'FILLED' ? null : endsHere ? cause : isTerminal(to) ? order.cause : null;
  const outcomeUnknown = order.outcomeUnknown && !endsHere;
  return {
    ...order,
    state: to,
    version: order.version + 1,
    cause: terminalCause,
    outcomeUnknown,
    updatedAt: at,
    history,
  };
}

/** Adds a fill, whatever the order's state: late, after a cancel, or beyond its quantity (`overfilled`). */
export function fillOrder(order: Order, fill: Fill, at: Instant): Order {
  const filledQuantity = order.filledQuantity.plus(fill.quantity);
  const isComplete = filledQuantity.gte(order.intent.quantity);
  const next = recordOrderEvent(order, isComplete ? 'fill' : 'partial_fill', at, `fill ${fill.id}`);
  return {
    ...next,
    filledQuantity,
    filledNotional: order.filledNotional.plus(fill.notional),
    fees: order.fees.plus(fill.fee),
    overfilled: filledQuantity.gt(order.intent.quantity),
    outcomeUnknown: false,
    absentLookups: 0,
  };
}
