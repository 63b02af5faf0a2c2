import type { SendOrderDeps } from '#application/orders/send-order.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { ReadBudget } from '#application/ports/read-budget.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { finishStopping } from '#application/sessions/finish-stopping.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { isWatched } from '#domain/sessions/session.ts';
import { type Instant, MINUTE } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { applyNewFills } from './apply-new-fills.ts';
import type { AppliedFill } from './apply-venue-fill.ts';
import { followOrders, type Unanswered, type UnaskedOrder } from './follow-orders.ts';
import { hasWorkingOrders } from './has-working-orders.ts';
import { protectFilled } from './protect-filled.ts';
import { renewCancelAfter } from './renew-cancel-after.ts';

export interface TrackOrdersDeps extends SendOrderDeps {
  readonly plan: TradingPlan;
  readonly splits?: SplitSource | undefined;
  /** Left out where nobody counts the calls: the simulated venue. */
  readonly readBudget?: ReadBudget | undefined;
  /** Takes the protection of what fills have opened; `null`: the venue is on our clock, where exits are decided at closes only. */
  readonly queue: OrderQueue | null;
}

export type TrackOrdersOutcome =
  /** `deferred`: the broker is not to be asked now. */
  | { readonly kind: 'idle' | 'deferred'; readonly reason: string }
  | {
      readonly kind: 'tracked';
      readonly fills: readonly AppliedFill[];
      /** Orders that are over since the last tick, whether they have filled or not. */
      readonly ended: readonly Order[];
      /** Protective orders that the fills have called for. */
      readonly queued: readonly OrderIntent[];
      /** Orders of which the venue knows nothing. */
      readonly unknown: readonly Order[];
      /** Orders whose outcome was unknown, and is not any more: told by the venue, or given up. */
      readonly resolved: readonly string[];
      /** Orders that the broker gave no answer for, or that the venue's rate limit left for a later tick. */
      readonly unasked: readonly UnaskedOrder[];
      /** Why the venue's fills are not all in; `null`: they are. */
      readonly fillsFault: Unanswered | null;
      /** Why the venue's timer was not set anew; `null`: it was, or there is none. */
      readonly timerFault: Unanswered | null;
    };

/** The list of fills. */
const OTHER_CALLS = 1;

/**
 * Brings the ledger up to the venue: applies every fill since the cursor, then asks for each open order what became of it, and takes up those
 * that were authorised but are not at the venue. Runs whether or
 * not a session does, because a fill is money; the cursor moves only after its fills are in. What they have opened is protected before anything else is asked. What the broker gives no answer for keeps nothing else from being
 * done, and is told by the outcome.
 */
export async function trackOrders(deps: TrackOrdersDeps): Promise<TrackOrdersOutcome> {
  const view = await deps.ledger.readAccount();
  if (view === null) return { kind: 'idle', reason: 'the account has no ledger row yet' };
  const open = hasWorkingOrders(view) ? await deps.ledger.listOpenOrders() : [];
  const grant = await deps.readBudget?.take(open.length + OTHER_CALLS);
  if (grant?.kind === 'wait') return { kind: 'deferred', reason: grant.reason };
  // A session may send an order at any time: the timer that earlier ones have left must not run out on it before the next tick.
  const isIdle = open.length === 0 && (view.session === null || !isWatched(view.session));
  const timerFault = isIdle ? null : await renewCancelAfter(deps);
  const { applied, fault } = await applyNewFills(deps, view.account.fillCursor, open);
  const queued = deps.queue === null ? [] : await protectFilled({ ...deps, queue: deps.queue }, applied);
  const calls = (grant?.calls ?? Number.POSITIVE_INFINITY) - OTHER_CALLS;
  const { chosen, left } = choose(afterFills(open, applied), calls, deps.clock.now());
  const { unknown, unasked, ended } = await followOrders(deps, chosen, fault);
  if (view.session?.status === 'STOPPING' && fault === null) await finishStopping(deps, view.session);
  const unheard = [...unasked, ...left.map(leftOut)];
  const resolved = resolvedOf(open, unknown, unheard);
  const filled = applied.flatMap(({ order }) => (order?.state === 'FILLED' ? [order] : []));
  return {
    kind: 'tracked',
    fills: applied,
    ended: [...filled, ...ended],
    queued,
    unknown,
    resolved,
    unasked: unheard,
    fillsFault: fault,
    timerFault,
  };
}

/** Those that were unknown before and that nobody has to ask for again. */
function resolvedOf(
  open: readonly Order[],
  unknown: readonly Order[],
  unheard: readonly UnaskedOrder[],
): readonly string[] {
  const stillOpen = [...unknown.filter(({ outcomeUnknown }) => outcomeUnknown), ...unheard.map(({ order }) => order)];
  const ids = new Set(stillOpen.map(({ intent }) => intent.clientOrderId));
  const before = open.filter(({ outcomeUnknown }) => outcomeUnknown);
  return before.map(({ intent }) => intent.clientOrderId).filter((id) => !ids.has(id));
}

/** The open orders as the fills have left them. */
function afterFills(open: readonly Order[], fills: readonly AppliedFill[]): readonly Order[] {
  const filled = new Map(fills.map(({ order }) => [order?.intent.clientOrderId, order]));
  return open
    .map((order) => filled.get(order.intent.clientOrderId) ?? order)
    .filter(({ state, outcomeUnknown }) => outcomeUnknown || !isTerminal(state));
}

/**
 * The orders to ask for with these calls. Where they are too few: first those whose fate is open, they hold up their symbols; of the others each minute another one
 * first, so that the lack falls on all in turn.
 */
function choose(orders: readonly Order[], calls: number, now: Instant) {
  if (orders.length <= calls) return { chosen: orders, left: [] };
  const urgent = orders.filter(isUrgent);
  const others = orders.filter((order) => !isUrgent(order));
  const first = Math.floor(now / MINUTE) % Math.max(others.length, 1);
  const inTurn = [...urgent, ...others.slice(first), ...others.slice(0, first)];
  return { chosen: inTurn.slice(0, calls), left: inTurn.slice(calls) };
}

function leftOut(order: Order): UnaskedOrder {
  return { order, code: 'RATE_LIMITED', reason: 'no call was left for it in this tick' };
}

function isUrgent({ brokerOrderId, outcomeUnknown }: Order): boolean {
  return outcomeUnknown || brokerOrderId === null;
}
