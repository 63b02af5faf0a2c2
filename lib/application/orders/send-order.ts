import type { Broker, PlaceOrderOutcome } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { reportOrder } from '#application/tracking/report-order.ts';
import { adoptVenueOrder, moveOrder, type OrderDeps } from '#application/tracking/resolve-order.ts';
import type { Order } from '#domain/orders/order.ts';
import {
  acknowledgeOrder,
  hasBeenTaken,
  markOutcomeUnknown,
  recordAbsence,
  recordOrderEvent,
  recordTakenId,
  returnAttempt,
  submitOrder,
} from '#domain/orders/order-lifecycle.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';
import { type ExecutionRules, MAX_AUTHORISATION_AGE } from '#domain/trading/execution-rules.ts';
import { sentOrder } from './sent-order.ts';

export interface SendOrderDeps extends OrderDeps {
  /** Real waiting, between look-ups of an unknown outcome. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** This invocation's id: the only one that may send the attempts that it creates. */
  readonly requestId: string;
  readonly plan: { readonly execution: ExecutionRules };
}

/** `failed`: the venue is proven not to have the order, and everything that it held is released. `not_sent`: the venue did not take it up; `track-orders` goes on. */
export interface SendOrderOutcome {
  readonly kind: 'placed' | 'rejected' | 'already_done' | 'unknown' | 'not_sent' | 'failed';
  readonly order: Order;
}

/** After an unknown outcome the venue is asked this long after the POST; then `track-orders` goes on asking. */
const LOOK_UP_DELAYS = [1 * SECOND, 2 * SECOND];
/** So many answered look-ups in a row, over so long since the POST, prove an absence. */
const PROVING_LOOK_UPS = 3;
const PROVING_TIME = 60 * SECOND;
/** Until then an attempt may still be under way, and that the venue does not have it says nothing: the age at which it may leave, the way, and a margin. */
const SENDING_TIME = 10 * SECOND;

/** Sends an attempt that this invocation's own transaction has created, once, and records what came of it. */
export async function postOrder(deps: SendOrderDeps, order: Order): Promise<SendOrderOutcome> {
  const { clock, ledger } = deps;
  const age = ageOf(order, clock.now());
  if (age > MAX_AUTHORISATION_AGE)
    throw new Error(`order ${order.intent.clientOrderId}: authorised ${age} ms ago, too long to send it now`);
  const outcome = await send(deps, order);
  const now = clock.now();
  switch (outcome.kind) {
    case 'accepted': {
      const { brokerOrderId } = outcome;
      const placed = await moveOrder(ledger, order, (current) =>
        current.brokerOrderId === null || current.outcomeUnknown ? acknowledgeOrder(current, brokerOrderId, now) : null,
      );
      return { kind: 'placed', order: placed };
    }
    case 'rejected':
      return reject(deps, order, outcome.cause);
    case 'not_sent':
      return giveBack(deps, order);
    case 'duplicate':
      return lookUp(deps, await park(deps, order, recordTakenId), [0, ...LOOK_UP_DELAYS]);
    case 'unknown':
      return lookUp(deps, await park(deps, order), LOOK_UP_DELAYS);
  }
}

/** One POST, and again only while it is proven that the venue has not taken it up and the authorisation is fresh. */
async function send({ broker, clock, plan, sleep }: SendOrderDeps, order: Order): Promise<PlaceOrderOutcome> {
  const { clientOrderId, symbol, side, quantity, terms } = order.intent;
  const request = { clientOrderId, symbol, side, quantity, terms };
  let outcome = await broker.placeOrder(request);
  for (const delay of plan.execution.resendDelays) {
    if (outcome.kind !== 'not_sent') return outcome;
    const wait = outcome.retryAfter ?? delay;
    if (ageOf(order, clock.now()) + wait > MAX_AUTHORISATION_AGE) return outcome;
    await sleep(wait);
    if (ageOf(order, clock.now()) > MAX_AUTHORISATION_AGE) return outcome;
    outcome = await broker.placeOrder(request);
  }
  return outcome;
}

function ageOf(order: Order, now: Instant): number {
  return now - (order.attemptedAt ?? 0);
}

async function giveBack(deps: SendOrderDeps, order: Order): Promise<SendOrderOutcome> {
  const now = deps.clock.now();
  const returned = await moveOrder(deps.ledger, order, (current) =>
    isSettled(current) || current.attempt !== order.attempt ? null : returnAttempt(current, now),
  );
  return { kind: 'not_sent', order: returned };
}

/**
 * Takes up an order that an earlier invocation authorised and may have died over. Known to the venue: adopt. Absent there: send it again,
 * as a further attempt with its own conditional write, only where the venue refuses a client order id for ever or has not taken up any attempt, and mode,
 * session and expiry still allow it, and nobody wants it cancelled. Otherwise it stays unknown until absences enough prove that the venue never had it, or, where that is known to have had it, that it is gone.
 */
export async function resumeOrder(deps: SendOrderDeps, order: Order): Promise<SendOrderOutcome> {
  if (order.brokerOrderId !== null || isTerminal(order.state)) return { kind: 'already_done', order };
  const venue = await askVenue(deps.broker, order);
  if (venue !== null) return { kind: 'placed', order: await adoptVenueOrder(deps, order, venue) };
  if (hasBeenTaken(order)) return { kind: 'unknown', order };
  const now = deps.clock.now();
  const isExpired = order.intent.expiresAt !== null && now > order.intent.expiresAt;
  const isRepeatable = deps.broker.capabilities.duplicateIdsRefused === 'forever' || order.attemptedAt === null;
  if (!isExpired && isRepeatable && !order.cancelRequested) {
    const attempt = submitOrder(order, deps.requestId, now);
    if ((await deps.ledger.commitAttempt(order, attempt)) === 'committed') return postOrder(deps, attempt);
  }
  return countAbsence(deps, order);
}

/**
 * A refusal of a further attempt says nothing of the earlier ones: the venue may have one of them, and show it later. One that is absent a minute
 * after it was made is not there; until then nothing is known. Nor does it say anything of an attempt that somebody else has made since.
 */
async function reject(deps: SendOrderDeps, order: Order, cause: string): Promise<SendOrderOutcome> {
  const earlier = order.history.filter(({ event }) => event === 'submit').at(-2);
  const venue = earlier === undefined ? null : await askVenue(deps.broker, order).catch(unanswered);
  if (venue != null) return { kind: 'placed', order: await adoptVenueOrder(deps, order, venue) };
  const now = deps.clock.now();
  const isOpen = venue === undefined || (earlier !== undefined && now - earlier.at < PROVING_TIME);
  if (isOpen) return { kind: 'unknown', order: await park(deps, order) };
  const rejected = await moveOrder(deps.ledger, order, (current) =>
    current.brokerOrderId !== null || current.attempt !== order.attempt
      ? null
      : recordOrderEvent(current, 'reject', now, cause),
  );
  return { kind: rejected.state === 'REJECTED' ? 'rejected' : 'already_done', order: rejected };
}

/** Asks the venue for an order whose fate is open. Never there: the outcome stays unknown, with its reservation and lock. */
async function lookUp(deps: SendOrderDeps, order: Order, delays: readonly number[]): Promise<SendOrderOutcome> {
  for (const delay of delays) {
    await deps.sleep(delay);
    const venue = await askVenue(deps.broker, order).catch(unanswered);
    if (venue != null) return { kind: 'placed', order: await adoptVenueOrder(deps, order, venue) };
  }
  return { kind: 'unknown', order };
}

/** "Could not ask" is never "not there": `undefined`, not `null`. */
function unanswered(error: unknown): undefined {
  if (error instanceof BrokerError) return undefined;
  throw error;
}

async function askVenue(broker: Broker, order: Order) {
  return broker.getOrder(sentOrder(order));
}

/** Marks the outcome unknown, unless there is news already. */
async function park(deps: SendOrderDeps, order: Order, mark = markOutcomeUnknown): Promise<Order> {
  const now = deps.clock.now();
  return moveOrder(deps.ledger, order, (current) => (isSettled(current) ? null : mark(current, now)));
}

async function countAbsence(deps: SendOrderDeps, order: Order): Promise<SendOrderOutcome> {
  const now = deps.clock.now();
  const count = (current: Order): Order | null => {
    // Who moved it meanwhile has counted, or has better news.
    if (isSettled(current) || current.version !== order.version || isUnderWay(current, now)) return null;
    const absent = recordAbsence(current, now);
    return isProvenAbsent(absent, now)
      ? { ...recordOrderEvent(absent, 'fail', now, 'ABSENT_AT_VENUE'), version: absent.version }
      : absent;
  };
  // Before the write that ends it: after that nobody comes back to an order to tell of it.
  if (count(order)?.state === 'FAILED') await reportOrder(deps, order, 'OrderAbsentAtVenue');
  const counted = await moveOrder(deps.ledger, order, count);
  return { kind: counted.state === 'FAILED' ? 'failed' : 'unknown', order: counted };
}

function isUnderWay(order: Order, now: Instant): boolean {
  return order.attemptedAt !== null && ageOf(order, now) < SENDING_TIME;
}

function isSettled(order: Order): boolean {
  return order.brokerOrderId !== null || isTerminal(order.state);
}

function isProvenAbsent(order: Order, now: Instant): boolean {
  if (order.attempt === 1 && order.attemptedAt === null) return true;
  const isOldEnough = now - (order.attemptedAt ?? order.createdAt) >= PROVING_TIME;
  return order.absentLookups >= PROVING_LOOK_UPS && isOldEnough;
}
