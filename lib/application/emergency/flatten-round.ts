import { ExitBusyError, placeOrder } from '#application/orders/place-order.ts';
import { resumeOrder } from '#application/orders/send-order.ts';
import { sentOrder } from '#application/orders/sent-order.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { sessionSteps } from '#application/sessions/session-steps.ts';
import { applyNewFills } from '#application/tracking/apply-new-fills.ts';
import { unansweredBy } from '#application/tracking/follow-orders.ts';
import { adoptVenueOrder } from '#application/tracking/resolve-order.ts';
import type { Position } from '#domain/accounts/position.ts';
import {
  type EmergencyStop,
  evidenceOf,
  IN_FLIGHT,
  withOrders,
  withTrouble,
} from '#domain/emergency/emergency-stop.ts';
import { clientOrderIdOf } from '#domain/orders/client-order-id.ts';
import { UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import type { Order } from '#domain/orders/order.ts';
import { NOTHING_ATTACHED, type OrderIntent } from '#domain/orders/order-intent.ts';
import { MARKET } from '#domain/orders/order-terms.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { floorToStep } from '#domain/shared/decimal.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { stepsOf } from '#domain/simulation/venue-rules.ts';
import type { StopDeps, StopRound } from './stop-deps.ts';

const PAUSE = 2 * SECOND;
/** A market that ends so many orders without filling them is not going to fill another. */
const MOST_ORDERS = 5;

/**
 * One round of leaving positions at the market, one order a symbol at a time: places it, follows it, and places another for what one has left. `isFlat` when ledger
 * and broker agree that nothing is held; less than a lot counts as nothing.
 */
export async function flattenRound(
  deps: StopDeps,
  stop: EmergencyStop,
  view: AccountView,
): Promise<StopRound & { readonly isFlat: boolean }> {
  let now = stop;
  const fail = (trouble: string) => {
    now = withTrouble(now, trouble);
  };
  const tried = await triedOrders(deps.ledger, deps, stop, view);
  const { fault } = await applyNewFills(deps, view.account.fillCursor, [...tried.values()].flat().filter(isWorking));
  if (fault !== null) fail(`fills: ${fault.reason}`);
  const fresh = (await deps.ledger.readAccount()) ?? view;
  const held = [...fresh.positions.values()].filter((position) => !leaving(deps, fresh, position).isZero());
  for (const position of held) {
    const orders = tried.get(position.symbol) ?? [];
    const trouble = await leave(deps, stop, fresh, position, orders).catch((error: unknown) => troubleOf(error));
    if (trouble !== null) fail(`${position.symbol}: ${trouble}`);
  }
  const evidence = [...(await triedOrders(deps.ledger, deps, stop, fresh)).values()].flat().map(evidenceOf);
  const isFlat = held.length === 0 && fault === null && (await isFlatAtBroker(deps, fresh, fail));
  return { stop: withOrders(now, evidence), wait: PAUSE, isFlat };
}

/** @returns what could not be done, `null` where all is under way */
async function leave(
  deps: StopDeps,
  stop: EmergencyStop,
  view: AccountView,
  position: Position,
  tried: readonly Order[],
): Promise<string | null> {
  const last = tried.at(-1);
  if (last !== undefined) {
    const known = (await deps.ledger.readOrder(last.intent.clientOrderId)) ?? last;
    if (isWorking(known) && isWorking(await follow(deps, known))) return null;
  }
  if (tried.length >= MOST_ORDERS) return `${MOST_ORDERS} orders have not filled it`;
  const outcome = await placeOrder(deps, intentOf(deps, stop, view, position, tried.length));
  if (outcome.kind === 'denied') return `refused: ${outcome.violations.map(({ rule }) => rule).join(', ')}`;
  return outcome.kind === 'rejected' ? `rejected: ${outcome.order.cause}` : null;
}

/** One that nobody has acknowledged is taken up when its own invocation cannot be sending it any more. */
async function follow(deps: StopDeps, order: Order): Promise<Order> {
  if (order.brokerOrderId === null) {
    const isUnderWay = deps.clock.now() - (order.attemptedAt ?? 0) < IN_FLIGHT;
    return isUnderWay ? order : (await resumeOrder(deps, order)).order;
  }
  const venue = await deps.broker.getOrder(sentOrder(order));
  return venue === null ? order : adoptVenueOrder(deps, order, venue);
}

/** Other exits that hold the position end by themselves, or by their own cancel; then this is tried again. */
function troubleOf(error: unknown): string {
  const why = unansweredBy(error);
  if (why !== null) return why.reason;
  if (error instanceof ExitBusyError) return error.message;
  throw error;
}

/** The orders that this stop has placed for each symbol that is, or was, held. */
async function triedOrders(ledger: Ledger, deps: StopDeps, stop: EmergencyStop, { positions }: AccountView) {
  const tried = new Map<string, readonly Order[]>();
  for (const symbol of positions.keys()) {
    const orders: Order[] = [];
    for (let number = 0; number < MOST_ORDERS; number += 1) {
      const order = await ledger.readOrder(idOf(deps, stop, symbol, number));
      if (order === null) break;
      orders.push(order);
    }
    tried.set(symbol, orders);
  }
  return tried;
}

function intentOf(
  deps: StopDeps,
  stop: EmergencyStop,
  view: AccountView,
  position: Position,
  number: number,
): OrderIntent {
  const { symbol, quantity, cost, mark, markTime } = position;
  const now = deps.clock.now();
  return {
    clientOrderId: idOf(deps, stop, symbol, number),
    account: stop.account,
    sessionId: view.account.sessionId ?? stop.id,
    strategy: 'emergency-stop',
    symbol,
    kind: 'exit',
    purpose: 'emergency_exit',
    side: quantity.isNegative() ? 'buy' : 'sell',
    quantity: leaving(deps, view, position),
    terms: MARKET,
    attached: NOTHING_ATTACHED,
    referencePrice: mark ?? cost.div(quantity).abs().toDecimalPlaces(8),
    referenceTime: markTime ?? now,
    market: UNKNOWN_MARKET,
    signalTime: stop.requestedAt,
    expiresAt: null,
    ranking: 100,
    reason: `emergency stop: ${stop.reason}`.slice(0, 500),
  };
}

function idOf({ plan }: StopDeps, { account, id, requestedAt }: EmergencyStop, symbol: string, number: number): string {
  const origin = { environment: plan.environment, account, sessionId: id, strategy: 'emergency-stop', symbol };
  return clientOrderIdOf({ ...origin, signalTime: requestedAt, leg: 'flatten', sequence: String(number) });
}

function leaving({ plan }: StopDeps, { session }: AccountView, { quantity, symbol }: Position) {
  return floorToStep(quantity.abs(), stepsOf(sessionSteps(plan, session).venue, symbol).lot);
}

async function isFlatAtBroker(deps: StopDeps, view: AccountView, fail: (trouble: string) => void): Promise<boolean> {
  try {
    const { venue } = sessionSteps(deps.plan, view.session);
    const held = (await deps.broker.listPositions()).filter(
      ({ quantity, symbol }) => view.positions.has(symbol) && quantity.abs().gte(stepsOf(venue, symbol).lot),
    );
    for (const { quantity, symbol } of held)
      fail(`${symbol}: the broker holds ${quantity.toFixed()}, the ledger nothing`);
    return held.length === 0;
  } catch (error) {
    const why = unansweredBy(error);
    if (why === null) throw error;
    fail(`positions: ${why.reason}`);
    return false;
  }
}
