import type { Order } from '#domain/orders/order.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { type AppliedFill, applyVenueFill } from './apply-venue-fill.ts';
import { finishStopping } from './finish-stopping.ts';
import { hasWorkingOrders } from './has-working-orders.ts';
import { adoptVenueOrder } from './resolve-order.ts';
import { resumeOrder, type SendOrderDeps } from './send-order.ts';
import { sentOrder } from './sent-order.ts';

export interface TrackOrdersDeps extends SendOrderDeps {
  readonly plan: TradingPlan;
}

export type TrackOrdersOutcome =
  | { readonly kind: 'idle'; readonly reason: string }
  | {
      readonly kind: 'tracked';
      readonly fills: readonly AppliedFill[];
      /** Orders of which the venue knows nothing. */
      readonly unknown: readonly Order[];
    };

/** While its own invocation may still be sending an order, nobody else asks for it: the function's time-out, three times. */
const IN_FLIGHT = 30 * SECOND;

/**
 * Brings the ledger up to the venue: applies every fill since the cursor, then asks for each open order what became of it, and takes up those
 * that were authorised but are not at the venue. Runs whether or
 * not a session does, because a fill is money; the cursor moves only after its fills are in.
 */
export async function trackOrders(deps: TrackOrdersDeps): Promise<TrackOrdersOutcome> {
  const view = await deps.ledger.readAccount();
  if (view === null) return { kind: 'idle', reason: 'the account has no ledger row yet' };
  const open = hasWorkingOrders(view) ? await deps.ledger.listOpenOrders() : [];
  const fills = await applyNewFills(deps, view.account.fillCursor, open);
  const unknown = await followOpenOrders(deps, afterFills(open, fills));
  if (view.session?.status === 'STOPPING') await finishStopping(deps, view.session);
  return { kind: 'tracked', fills, unknown };
}

async function applyNewFills(
  deps: TrackOrdersDeps,
  cursor: string | null,
  open: readonly Order[],
): Promise<AppliedFill[]> {
  const page = await deps.broker.listFills(cursor, open.map(sentOrder));
  const applied: AppliedFill[] = [];
  for (const fill of page.fills) {
    const result = await applyVenueFill(deps, fill);
    if (result !== null) applied.push(result);
  }
  if (page.cursor !== null && page.cursor !== cursor) await deps.ledger.saveFillCursor(cursor, page.cursor);
  return applied;
}

/** The open orders as the fills have left them. */
function afterFills(open: readonly Order[], fills: readonly AppliedFill[]): readonly Order[] {
  const filled = new Map(fills.map(({ order }) => [order?.intent.clientOrderId, order]));
  return open
    .map((order) => filled.get(order.intent.clientOrderId) ?? order)
    .filter(({ state, outcomeUnknown }) => outcomeUnknown || !isTerminal(state));
}

async function followOpenOrders(deps: SendOrderDeps, open: readonly Order[]): Promise<Order[]> {
  const unresolved: Order[] = [];
  for (const order of open) {
    if (order.brokerOrderId !== null) {
      const venue = await deps.broker.getOrder(sentOrder(order));
      if (venue !== null) await adoptVenueOrder(deps, order, venue);
      else await report(deps, order, 'OrderVanished');
      continue;
    }
    if (deps.clock.now() - (order.attemptedAt ?? 0) < IN_FLIGHT) continue;
    const outcome = await resumeOrder(deps, order);
    if (outcome.kind === 'unknown') unresolved.push(await report(deps, outcome.order, 'OrderOutcomeUnknown'));
    if (outcome.kind === 'failed') unresolved.push(await report(deps, outcome.order, 'OrderAbsentAtVenue'));
  }
  return unresolved;
}

/** Once for each attempt, however many ticks see it. */
async function report(deps: SendOrderDeps, order: Order, kind: string): Promise<Order> {
  const { account, sessionId, clientOrderId, symbol } = order.intent;
  await deps.ledger.recordRiskEvent({
    id: `${kind}#${clientOrderId}#${order.attempt}`,
    account,
    sessionId,
    kind,
    severity: 'critical',
    at: deps.clock.now(),
    detail: { clientOrderId, symbol, attempt: String(order.attempt) },
  });
  return order;
}
