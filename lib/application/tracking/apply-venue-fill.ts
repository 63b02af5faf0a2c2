import type { Broker, VenueFill } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger, RiskEvent } from '#application/ports/ledger.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { sessionSteps } from '#application/sessions/session-steps.ts';
import type { Rows } from '#domain/accounts/account-accounting.ts';
import type { Position } from '#domain/accounts/position.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import { exitReasonOf } from '#domain/orders/exit-reason.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { bookShares } from '#domain/reconciliation/book-shares.ts';
import { restrictAccount } from '#domain/risk/restrict-account.ts';
import { toMoney, toPlain } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { stepsOf } from '#domain/simulation/venue-rules.ts';
import { isKnown } from '#domain/splits/split-book.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

import { bookForeign, isForeign, readOwner } from './foreign-fill.ts';

export interface FillDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly plan: Pick<TradingPlan, 'existing' | 'symbols' | 'venue'>;
  readonly broker: Pick<Broker, 'capabilities'>;
  /** Given where a fill of shares that are held waits until it is known what became of them today. */
  readonly splits?: SplitSource | undefined;
}

export interface AppliedFill {
  readonly fill: Fill;
  /** The order after the fill; `null` for an EXTERNAL fill. */
  readonly order: Order | null;
}

const MAX_RACES = 8;

/**
 * Applies one of the venue's fills to order, symbol and account, once. A fill is money: it counts whatever the order's state, and
 * one that no order of ours explains is EXTERNAL and leaves the account in REDUCE_ONLY, or moves no more than cash, in a symbol that is not ours. What a reconciliation had declared in its place is taken back in the same transaction.
 *
 * @returns `null` when the ledger has the fill already, or it is not ours.
 */
export async function applyVenueFill(deps: FillDeps, venueFill: VenueFill): Promise<AppliedFill | null> {
  const { ledger, clock } = deps;
  for (let race = 0; race < MAX_RACES; race++) {
    const [view, order] = await Promise.all([ledger.readAccount(), readOwner(ledger, venueFill)]);
    if (order === 'booked') return null;
    if (view === null) throw new Error(`fill ${venueFill.id}: the account has no ledger row`);
    const told = bookedFill(deps, view, order, venueFill);
    if (order === null && isForeign(view, told.symbol, deps.plan)) return bookForeign(ledger, told);
    const before = rowsOf(view, venueFill.symbol);
    requireKnownShares(deps, view, before.position);
    const { venue } = sessionSteps(deps.plan, view.session);
    const { isOnOurClock } = deps.broker.capabilities;
    const after = bookShares(before, order, told, {
      at: clock.now(),
      isOnOurClock,
      lot: stepsOf(venue, told.symbol).lot,
      split: view.splits.notes.get(told.symbol),
    });
    const { companion, fill, reversal } = after;
    const outcome = await ledger.applyFill({
      fill,
      order:
        order === null || after.order === null || after.order === order ? null : { before: order, after: after.order },
      position: { before: before.position, after: after.position },
      account: { before: before.account, after: isExternal(fill) ? restrictAccount(after.account) : after.account },
      trade: after.trade,
      reversal,
      companion,
      riskEvent: oddFillEvent(fill, order, after.order, clock.now()),
    });
    if (outcome === 'duplicate') return null;
    if (outcome === 'applied') return { fill, order: after.order };
  }
  throw new Error(`fill ${venueFill.id}: its rows kept changing: ${MAX_RACES} writes in a row lost`);
}

/** Of shares that were held before today nobody may book a fill of today who does not know whether they are old ones. It is told again at the next tick. */
function requireKnownShares({ clock, splits }: FillDeps, view: AccountView, { quantity, symbol }: Position): void {
  if (splits === undefined || quantity.isZero() || isKnown(view.splits, symbol, clock.now())) return;
  throw new BrokerError('UNAVAILABLE', `splits of ${symbol} are not known for today: its fills wait`);
}

function rowsOf(view: AccountView, symbol: string): Rows {
  return { account: view.account, position: view.positions.get(symbol) ?? emptyPosition(symbol) };
}

/** A fill of the venue as the ledger takes it. */
export function bookedFill(deps: FillDeps, view: AccountView, order: Order | null, fill: VenueFill): Fill {
  return { ...toFill(view, order, fill), ...timesOf(deps, fill) };
}

function timesOf({ broker, clock }: FillDeps, { time }: VenueFill): Pick<Fill, 'time' | 'venueTime'> {
  return broker.capabilities.isOnOurClock ? { time, venueTime: null } : { time: clock.now(), venueTime: time };
}

function toFill(view: AccountView, order: Order | null, fill: VenueFill): Omit<Fill, 'time' | 'venueTime'> {
  return {
    account: view.account.account,
    symbol: fill.symbol,
    id: fill.id,
    sequence: fill.sequence,
    clientOrderId: order === null ? null : fill.clientOrderId,
    sessionId: order === null ? view.account.sessionId : order.intent.sessionId,
    side: fill.side,
    quantity: fill.quantity,
    price: fill.price,
    notional: toMoney(fill.quantity.times(fill.price)),
    fee: toMoney(fill.fee),
    baseFee: fill.baseFee,
    otherFees: fill.otherFees.map(({ currency, amount }) => ({ currency, amount: toMoney(amount) })),
    reason: exitReasonOf(order?.intent ?? null, fill.explanation?.trigger ?? null),
    explanation: fill.explanation,
  };
}

/** No order of ours explains it. Funding is a charge on a position, not a trade. */
function isExternal({ clientOrderId, explanation }: Fill): boolean {
  return clientOrderId === null && explanation?.trigger !== 'funding';
}

function oddFillEvent(fill: Fill, before: Order | null, after: Order | null, at: Instant): RiskEvent | null {
  const kind = fill.quantity.isZero() ? null : oddityOf(before, after);
  if (kind === null) return null;
  return {
    id: `${kind}#${fill.symbol}#${fill.id}`,
    account: fill.account,
    sessionId: fill.sessionId,
    kind,
    severity: kind === 'LateFill' ? 'warning' : 'critical',
    at,
    detail: {
      symbol: fill.symbol,
      fillId: fill.id,
      clientOrderId: fill.clientOrderId ?? 'none',
      quantity: toPlain(fill.quantity),
      price: toPlain(fill.price),
    },
  };
}

function oddityOf(before: Order | null, after: Order | null): 'ExternalFill' | 'Overfill' | 'LateFill' | null {
  if (before === null || after === null) return 'ExternalFill';
  if (after.overfilled) return 'Overfill';
  return isTerminal(before.state) ? 'LateFill' : null;
}
