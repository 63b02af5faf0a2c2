import { sessionSteps } from '#application/sessions/session-steps.ts';
import type { Position } from '#domain/accounts/position.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { AttachedExits, Side } from '#domain/orders/order-intent.ts';
import { NOTHING_ATTACHED } from '#domain/orders/order-intent.ts';
import { MARKET, type OrderTerms, termsFault } from '#domain/orders/order-terms.ts';
import { type Decimal, floorToStep, toPlain } from '#domain/shared/decimal.ts';
import { stepsOf } from '#domain/simulation/venue-rules.ts';
import { type HeldAccount, heldAccount, NO_SESSION, type OperatorDeps, type RequestOutcome } from './operator-deps.ts';
import { earlierByHand, submitByHand } from './submit-by-hand.ts';

/** An order as an operator wants it. */
export interface HandOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly terms: OrderTerms;
  /** Protects the position that it enters. */
  readonly attached: AttachedExits;
  readonly idempotencyKey: string;
  /** Ends up on the order. */
  readonly reason?: string;
}

/**
 * An operator's order, through the same gate and queue as every other. On the side that reduces a position it is an exit, if it is `reduceOnly` or not larger
 * than the position; else an entry, which never flips one. A market exit cancels what works on the symbol, protection included; any other has to
 * find the position free.
 */
export async function placeByHand(deps: OperatorDeps, order: HandOrder): Promise<RequestOutcome> {
  const view = heldAccount(await deps.ledger.readAccount());
  if (view === null) return NO_SESSION;
  const fault = faultOf(order, view, deps);
  if (fault !== null) return { kind: 'invalid', reason: fault };
  const position = positionOf(view, order.symbol);
  const isExit = reduces(order, position);
  const isAdding = !isExit && !position.quantity.isZero();
  if (isAdding && (order.attached.stopLoss ?? order.attached.takeProfit) !== null)
    return {
      kind: 'invalid',
      reason: 'stopLoss, takeProfit: the position is protected as it was opened, expected neither',
    };
  return submitByHand(deps, view, {
    ...order,
    kind: isExit ? 'exit' : 'entry',
    purpose: 'manual',
    reason: order.reason ?? 'manual order',
    isAlone: isExit && order.terms.type === 'market',
  });
}

/** What an operator wants done with a position; `reason` ends up on its order. */
export interface PositionRequest {
  readonly symbol: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** Leaves all of a position at the market; whatever works on its symbol is cancelled first. */
export async function closePosition(deps: OperatorDeps, request: PositionRequest): Promise<RequestOutcome> {
  const view = heldAccount(await deps.ledger.readAccount());
  if (view === null) return NO_SESSION;
  const earlier = await earlierByHand(deps, view, { ...request, purpose: 'manual_exit' }, () => true);
  if (earlier !== null) return earlier;
  const position = positionOf(view, request.symbol);
  const quantity = floorToStep(position.quantity.abs(), lotOf(deps, view, request.symbol));
  if (quantity.isZero()) return { kind: 'not_found', reason: `there is no position in ${request.symbol}` };
  const side = position.quantity.isNegative() ? 'buy' : 'sell';
  const exit = {
    kind: 'exit',
    purpose: 'manual_exit',
    terms: MARKET,
    attached: NOTHING_ATTACHED,
    isAlone: true,
  } as const;
  return submitByHand(deps, view, { ...request, ...exit, side, quantity });
}

/** Buys or sells the difference to a target quantity, which is on the position's own side or zero. */
export async function adjustPosition(
  deps: OperatorDeps,
  request: PositionRequest & { readonly targetQuantity: Decimal },
): Promise<RequestOutcome> {
  const { targetQuantity: target, ...rest } = request;
  if (target.isZero()) return closePosition(deps, rest);
  const view = heldAccount(await deps.ledger.readAccount());
  if (view === null) return NO_SESSION;
  const reason = `${request.reason}, to ${toPlain(target)}`;
  const earlier = await earlierByHand(
    deps,
    view,
    { ...request, purpose: 'manual' },
    (intent) => intent.reason === reason,
  );
  if (earlier !== null) return earlier;
  const { quantity: held } = positionOf(view, request.symbol);
  const text = `received target ${toPlain(target)} for a position of ${toPlain(held)}`;
  if (!held.isZero() && held.isNegative() !== target.isNegative())
    return { kind: 'invalid', reason: `${text}, expected one on its own side: close it first` };
  const missing = target.minus(held);
  if (missing.isZero()) return { kind: 'conflict', reason: `${text}: nothing is to be done` };
  const side = missing.isNegative() ? 'sell' : 'buy';
  const order = { ...rest, reason, side, quantity: missing.abs(), terms: MARKET, attached: NOTHING_ATTACHED } as const;
  return placeByHand(deps, order);
}

function positionOf(view: HeldAccount, symbol: string): Position {
  return view.positions.get(symbol) ?? emptyPosition(symbol);
}

function lotOf({ plan }: OperatorDeps, { session }: HeldAccount, symbol: string): Decimal {
  return stepsOf(sessionSteps(plan, session).venue, symbol).lot;
}

function reduces({ quantity, side, terms }: HandOrder, { quantity: held }: Position): boolean {
  if (terms.reduceOnly) return true;
  const isOtherSide = !held.isZero() && held.isNegative() === (side === 'buy');
  return isOtherSide && quantity.lte(held.abs());
}

/** What no gate is needed to refuse. */
function faultOf(order: HandOrder, view: HeldAccount, deps: OperatorDeps): string | null {
  const { symbol, quantity, terms } = order;
  if (!view.session.symbols.includes(symbol))
    return `symbol: received ${symbol}, expected one of the session's: ${view.session.symbols.join(', ')}`;
  const lot = lotOf(deps, view, symbol);
  if (!quantity.mod(lot).isZero())
    return `quantity: received ${toPlain(quantity)}, expected a multiple of the lot ${toPlain(lot)}`;
  return termsFault(terms);
}
