import type { Broker } from '#application/ports/broker.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import { authorisationBounds } from '#domain/risk/authorisation-bounds.ts';
import type { TradingPlan } from '#domain/strategies/trading-plan.ts';
import { SECOND } from '#domain/trading/instant.ts';
import type { Order } from '#domain/trading/order.ts';
import type { OrderIntent } from '#domain/trading/order-intent.ts';
import {
  acknowledgeOrder,
  createOrder,
  denyOrder,
  markOutcomeUnknown,
  recordOrderEvent,
  submitOrder,
} from '#domain/trading/order-lifecycle.ts';
import { isTerminal } from '#domain/trading/order-state-machine.ts';
import type { Violation } from '#domain/trading/violation.ts';
import { judgeIntent } from './judge-intent.ts';
import { adoptVenueOrder, moveOrder, type OrderDeps } from './resolve-order.ts';

export interface PlaceOrderDeps extends OrderDeps {
  readonly plan: TradingPlan;
  /** Real waiting, between look-ups of an unknown outcome. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** This invocation's id: the only one that may send the attempts that it creates. */
  readonly requestId: string;
}

export type PlaceOrderOutcome =
  | { readonly kind: 'placed' | 'rejected' | 'already_done' | 'unknown'; readonly order: Order }
  | { readonly kind: 'denied'; readonly order: Order; readonly violations: readonly Violation[] };

/** A POST may leave at most this long after the write that authorised it. */
const MAX_AUTHORISATION_AGE = 2 * SECOND;
/** After an unknown outcome the venue is asked this long after the POST; then `track-orders` goes on asking. */
const LOOK_UP_DELAYS = [1 * SECOND, 2 * SECOND];
const MAX_JUDGEMENTS = 5;

/**
 * The order protocol (write-ahead intent): judge, authorise in one transaction, POST only as the invocation whose own transaction
 * created the attempt, acknowledge. Two ledger calls before the POST, one after. Called again for the same intent it sends nothing
 * twice: a denial stands, and an order that is there already is looked up at the venue by its client order id.
 */
export async function placeOrder(deps: PlaceOrderDeps, intent: OrderIntent): Promise<PlaceOrderOutcome> {
  for (let judgement = 0; judgement < MAX_JUDGEMENTS; judgement++) {
    const outcome = await judgeAndAuthorise(deps, intent);
    switch (outcome.kind) {
      case 'changed':
        continue;
      case 'denied':
        return outcome;
      case 'authorised':
        return post(deps, outcome.order);
      case 'exists':
        return resume(deps, outcome.order);
    }
  }
  throw new Error(`intent ${intent.clientOrderId}: the account changed during ${MAX_JUDGEMENTS} judgements in a row`);
}

type Authorisation =
  | { readonly kind: 'changed' }
  | { readonly kind: 'authorised' | 'exists'; readonly order: Order }
  | { readonly kind: 'denied'; readonly order: Order; readonly violations: readonly Violation[] };

async function judgeAndAuthorise(deps: PlaceOrderDeps, intent: OrderIntent): Promise<Authorisation> {
  const { ledger, plan, clock } = deps;
  const view = await ledger.readAccount();
  if (view === null) throw new Error(`account ${plan.account} has no ledger row: no session was ever started`);
  const now = clock.now();
  const { input, verdict } = judgeIntent(intent, view, plan, now);
  if (verdict.kind === 'denied') return deny(ledger, denyOrder(createOrder(intent, now), verdict.violations, now));
  const order = submitOrder(createOrder(intent, now), deps.requestId, now);
  const outcome = await ledger.authorise(order, input, authorisationBounds(input));
  if (outcome.kind === 'authorised') return { kind: 'authorised', order };
  if (outcome.kind === 'changed') return outcome;
  return { kind: isOwn(outcome.order, order) ? 'authorised' : 'exists', order: outcome.order };
}

/** A redelivered intent may look forbidden only because its own order has been placed: the order that is there decides. */
async function deny(ledger: Ledger, denied: Order): Promise<Authorisation> {
  const recorded = await ledger.deny(denied);
  if (recorded.attempt > 0) return { kind: 'exists', order: recorded };
  return { kind: 'denied', order: recorded, violations: recorded.violations };
}

/** A lost response to our own write shows as an existing order: it is ours when nobody else can have made it. */
function isOwn(found: Order, made: Order): boolean {
  return found.authorisedBy === made.authorisedBy && found.attempt === made.attempt && found.version === made.version;
}

async function post(deps: PlaceOrderDeps, order: Order): Promise<PlaceOrderOutcome> {
  const { broker, clock, ledger } = deps;
  const { clientOrderId, symbol, side, quantity, type } = order.intent;
  const age = clock.now() - (order.attemptedAt ?? 0);
  if (age > MAX_AUTHORISATION_AGE)
    throw new Error(`order ${clientOrderId}: authorised ${age} ms ago, too long to send it now`);
  const outcome = await broker.placeOrder({ clientOrderId, symbol, side, quantity, type });
  const now = clock.now();
  switch (outcome.kind) {
    case 'accepted': {
      const { brokerOrderId } = outcome;
      const placed = await moveOrder(ledger, order, (current) =>
        current.brokerOrderId === null || current.outcomeUnknown ? acknowledgeOrder(current, brokerOrderId, now) : null,
      );
      return { kind: 'placed', order: placed };
    }
    case 'rejected': {
      const { cause } = outcome;
      const rejected = await moveOrder(ledger, order, (current) =>
        current.brokerOrderId === null ? recordOrderEvent(current, 'reject', now, cause) : null,
      );
      return { kind: 'rejected', order: rejected };
    }
    case 'duplicate':
      return lookUp(deps, order, [0, ...LOOK_UP_DELAYS]);
    case 'unknown': {
      const unknown = await moveOrder(ledger, order, (current) =>
        current.brokerOrderId === null && !isTerminal(current.state) ? markOutcomeUnknown(current, now) : null,
      );
      return lookUp(deps, unknown, LOOK_UP_DELAYS);
    }
  }
}

/** Asks the venue for an order whose fate is open. Never there: the outcome stays unknown, with its reservation and lock. */
async function lookUp(deps: PlaceOrderDeps, order: Order, delays: readonly number[]): Promise<PlaceOrderOutcome> {
  for (const delay of delays) {
    await deps.sleep(delay);
    const venue = await askVenue(deps.broker, order);
    if (venue !== null) return { kind: 'placed', order: await adoptVenueOrder(deps, order, venue) };
  }
  return { kind: 'unknown', order };
}

async function askVenue(broker: Broker, order: Order) {
  return broker.getOrderByClientId(order.intent.clientOrderId, order.intent.symbol);
}

/**
 * An earlier invocation authorised this order and may have died anywhere since. Known to the venue: adopt. Absent there: send it
 * again, as a further attempt with its own conditional write, only where the venue refuses a client order id for ever.
 */
async function resume(deps: PlaceOrderDeps, order: Order): Promise<PlaceOrderOutcome> {
  const isOpen = order.state === 'SUBMITTED' && order.brokerOrderId === null;
  if (order.attempt === 0) return { kind: 'denied', order, violations: order.violations };
  if (!isOpen) return { kind: 'already_done', order };
  const venue = await askVenue(deps.broker, order);
  if (venue !== null) return { kind: 'placed', order: await adoptVenueOrder(deps, order, venue) };
  const now = deps.clock.now();
  const isExpired = order.intent.expiresAt !== null && now > order.intent.expiresAt;
  if (isExpired || deps.broker.capabilities.duplicateIdsRefused !== 'forever') return park(deps, order);
  const attempt = submitOrder(order, deps.requestId, now);
  const outcome = await deps.ledger.commitAttempt(order, attempt);
  return outcome === 'committed' ? post(deps, attempt) : park(deps, order);
}

/** Leaves an order to `track-orders`, its outcome marked unknown. */
async function park(deps: PlaceOrderDeps, order: Order): Promise<PlaceOrderOutcome> {
  const now = deps.clock.now();
  const parked = await moveOrder(deps.ledger, order, (current) => {
    const isOpen = current.brokerOrderId === null && !isTerminal(current.state) && !current.outcomeUnknown;
    return isOpen ? markOutcomeUnknown(current, now) : null;
  });
  return { kind: 'unknown', order: parked };
}
