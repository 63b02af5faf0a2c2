import type { Account } from '../accounts/account.ts';
import type { Position } from '../accounts/position.ts';
import { unrealizedPnl } from '../accounts/position-accounting.ts';
import { clientOrderIdOf } from '../orders/client-order-id.ts';
import { UNKNOWN_MARKET } from '../orders/market-facts.ts';
import type { Order } from '../orders/order.ts';
import { NOTHING_ATTACHED, type OrderIntent, type OrderPurpose } from '../orders/order-intent.ts';
import { leavesQuantity } from '../orders/order-lifecycle.ts';
import { MARKET, type OrderTerms } from '../orders/order-terms.ts';
import { isWorking } from '../orders/reservation.ts';
import { positionsToClose } from '../risk/positions-to-close.ts';
import type { LimitedAccount } from '../risk/risk-utilisation.ts';
import { type Decimal, floorToStep, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import { PROTECTION_KINDS, stepsOf, type VenueSteps } from '../simulation/venue-rules.ts';
import { cancelAll, EXIT_RULES, type IntentDraft, type IntentOrigin, makeIntent } from './intent-factory.ts';
import type { OrderCommand } from './order-command.ts';
import { isDust, protectionOf, reachedLevel } from './protection.ts';
import type { TradingPlan } from './trading-plan.ts';

/** What exits are decided by, at the close of a bar. */
export interface ExitContext {
  readonly plan: TradingPlan;
  readonly sessionId: string;
  /** Marked to this close. */
  readonly positions: ReadonlyMap<string, Position>;
  /** Of the last mark. */
  readonly closeTime: Instant;
  /** The orders that the positions name as working exits, by client order id. */
  readonly exitOrders: ReadonlyMap<string, Order>;
  /** Symbols of positions that are to be left whatever the rules say, and what for. */
  readonly forcedOut: ReadonlyMap<string, OrderPurpose>;
}

/** What protection is decided by: at any time, the marks being those of the last close. */
export type ProtectionContext = Omit<ExitContext, 'forcedOut'>;

/**
 * What the exit rules do at a close, by symbol: close a position whose time or amount is reached, else see to it that one protective order at
 * the venue covers exactly what is held. A short where there are none is a fill of which the other half is not in yet: it is left alone. It is told by what is there, not by what happened: asked again, it gives the same commands or none.
 */
export function decideExits(context: ExitContext): OrderCommand[] {
  return bySymbol(context.positions).flatMap((position) => {
    const rest = restOf(position, context);
    if (rest === null) return [];
    const purpose = dueExit(position, context);
    return purpose === null ? protect(position, rest, context) : close(position, rest, purpose, context);
  });
}

/**
 * Of `decideExits` what needs no close: that one protective order at the venue covers exactly what is held, whatever is due to leave it at a close. With the same
 * rows it gives the same commands under the same ids.
 */
export function decideProtection(context: ProtectionContext): OrderCommand[] {
  return bySymbol(context.positions).flatMap((position) => {
    const rest = restOf(position, context);
    return rest === null ? [] : protect(position, rest, context);
  });
}

/** Under a restriction no exposure is added: entries that still work at the venue are cancelled. */
export function cancelRestrictedEntries(context: RestrictionContext): OrderCommand[] {
  const { closeTime, plan, positions, restriction, sessionId } = context;
  if (restriction === null) return [];
  const origin: IntentOrigin = { environment: plan.environment, account: plan.account, sessionId };
  return bySymbol(positions).flatMap(({ symbol, entryOrders, fillSeq, lastOrderAt }) => {
    if (entryOrders.size === 0) return [];
    const identity = { strategy: EXIT_RULES, symbol, signalTime: closeTime, leg: 'cancel_entries' };
    const id = clientOrderIdOf({ ...origin, ...identity, sequence: `${fillSeq}#${lastOrderAt ?? 0}` });
    const cause = { ...origin, symbol, signalTime: closeTime, reason: `entries end in ${restriction}` };
    return [{ ...cancelAll(cause, id), scope: 'entries' }];
  });
}

/** What a restriction is told by. */
export type RestrictionContext = Pick<ExitContext, 'plan' | 'sessionId' | 'positions' | 'closeTime'> & {
  /** The mode, or the session's status, that allows none; `null`: there is no restriction. */
  readonly restriction: string | null;
};

/** A mode other than NORMAL, as a restriction. */
export function restrictingMode({ mode }: Pick<Account, 'mode'>): string | null {
  return mode === 'NORMAL' ? null : mode;
}

/** Positions that their margin forces out. */
export function marginExits(limited: LimitedAccount): ReadonlyMap<string, OrderPurpose> {
  return new Map(positionsToClose(limited).map((symbol) => [symbol, 'margin_exit']));
}

function bySymbol(positions: ReadonlyMap<string, Position>): readonly Position[] {
  return [...positions.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
}

/** What the rules have to look after of a position: all but what other exits that work are leaving already, an operator's limit order for a part of it, say. */
interface Rest {
  /** > 0, a multiple of the lot. */
  readonly quantity: Decimal;
  readonly isAll: boolean;
  /** The protective orders that work. */
  readonly protection: readonly Order[];
}

/** `null`: there is nothing that the rules may leave or protect. */
function restOf(position: Position, { exitOrders, plan }: ProtectionContext): Rest | null {
  const { lot } = stepsOf(plan.venue, position.symbol);
  if (isDust(position, lot) || (position.quantity.isNegative() && plan.venue.margin?.allowShort !== true)) return null;
  const working = [...position.exitOrders].sort().flatMap((id) => {
    const order = exitOrders.get(id);
    return order !== undefined && isWorking(order) ? [order] : [];
  });
  const protection = working.filter(({ intent }) => intent.purpose === 'protection');
  const leaving = leavesOf(working).minus(leavesOf(protection));
  const quantity = floorToStep(position.quantity.abs().minus(leaving), lot);
  return quantity.gt(0) ? { quantity, isAll: leaving.isZero(), protection } : null;
}

function leavesOf(orders: readonly Order[]): Decimal {
  return orders.reduce((sum, order) => sum.plus(leavesQuantity(order)), ZERO);
}

function dueExit(position: Position, { plan, forcedOut }: ExitContext): OrderPurpose | null {
  const { timeExitBars, profitExitAmount, lossExitAmount } = plan.exits;
  const forced = forcedOut.get(position.symbol);
  if (forced !== undefined) return forced;
  if (timeExitBars !== null && (position.holding?.barsHeld ?? 0) >= timeExitBars) return 'time_exit';
  if (position.mark === null) return null;
  const pnl = unrealizedPnl(position, position.mark);
  if (profitExitAmount !== null && pnl.gte(profitExitAmount)) return 'profit_exit';
  if (lossExitAmount !== null && pnl.lte(lossExitAmount.negated())) return 'loss_exit';
  const steps = stepsOf(plan.venue, position.symbol);
  if (steps.protections.length === PROTECTION_KINDS.length) return null;
  const protection = protectionOf(position, plan.exits, steps);
  return protection === null ? null : reachedLevel(protection, position.mark, position.quantity.isNegative());
}

/** An exit of somebody else goes on leaving its part. */
function close(position: Position, rest: Rest, purpose: OrderPurpose, context: ExitContext): readonly OrderCommand[] {
  const intent = intentOf(position, rest, context, {
    purpose,
    terms: MARKET,
    attached: NOTHING_ATTACHED,
    reason: purpose.replace('_', ' '),
    leg: 'exit',
  });
  const cancel = cancelAll(intent, intent.clientOrderId);
  return [rest.isAll ? cancel : { ...cancel, scope: 'protection' }, { kind: 'place', intent }];
}

function protect(position: Position, rest: Rest, context: ProtectionContext): readonly OrderCommand[] {
  const { exits, venue } = context.plan;
  const steps = stepsOf(venue, position.symbol);
  const protection = protectionOf(position, exits, steps);
  if (protection === null || protection.terms === null) return [];
  const { terms } = protection;
  if (isTooSmall(rest.quantity, terms, steps)) return [];
  if (leavesOf(rest.protection).eq(rest.quantity)) return [];
  const intent = intentOf(position, rest, context, {
    purpose: 'protection',
    terms,
    attached: protection.levels,
    reason: 'protects the position',
    leg: 'protection',
  });
  const place: OrderCommand = { kind: 'place', intent };
  return rest.protection.length === 0
    ? [place]
    : [{ ...cancelAll(intent, intent.clientOrderId), scope: 'protection' }, place];
}

/** The venue would refuse it at every bar: what is worth less than its least notional cannot be protected there. */
function isTooSmall(quantity: Decimal, terms: OrderTerms, { minNotional }: VenueSteps): boolean {
  const price = terms.limitPrice ?? terms.stopPrice;
  return minNotional !== null && price !== null && quantity.times(price).lt(minNotional);
}

type ExitDraft = Pick<IntentDraft, 'terms' | 'attached' | 'reason' | 'leg'> & { readonly purpose: OrderPurpose };

function intentOf(position: Position, { quantity }: Rest, context: ProtectionContext, draft: ExitDraft): OrderIntent {
  const { plan, sessionId, closeTime } = context;
  const origin: IntentOrigin = { environment: plan.environment, account: plan.account, sessionId };
  return makeIntent(
    {
      ...draft,
      strategy: EXIT_RULES,
      symbol: position.symbol,
      kind: 'exit',
      side: position.quantity.isNegative() ? 'buy' : 'sell',
      quantity,
      referencePrice: position.mark ?? position.cost.div(position.quantity).toDecimalPlaces(8),
      referenceTime: position.markTime ?? closeTime,
      market: UNKNOWN_MARKET,
      signalTime: closeTime,
      expiresAt: null,
      ranking: 100,
      sequence: `${position.fillSeq}#${position.lastOrderAt ?? 0}`,
    },
    origin,
  );
}
