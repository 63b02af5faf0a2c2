import type { Fill } from '../orders/fill.ts';
import { netNotional, netQuantity } from '../orders/fill-amounts.ts';
import { type AttachedExits, NOTHING_ATTACHED } from '../orders/order-intent.ts';
import { type Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import type { Holding, Position } from './position.ts';

export function emptyPosition(symbol: string): Position {
  return {
    symbol,
    quantity: ZERO,
    cost: ZERO,
    realizedPnl: ZERO,
    fees: ZERO,
    entryReserved: ZERO,
    exitReserved: ZERO,
    entryOrders: new Set(),
    exitOrders: new Set(),
    lock: null,
    lastOrderAt: null,
    mark: null,
    markTime: null,
    fillSeq: 0,
    holding: null,
    adjustedQuantity: ZERO,
    adjustedCost: ZERO,
    adjustedRealized: ZERO,
    adjustedAt: null,
    pausedUntil: null,
    pausedBy: null,
  };
}

/**
 * Applies a fill by average cost. Closing quantity takes its share of the cost (all of it when it closes the
 * position, so that nothing is left over by rounding) and realises the difference; quantity beyond zero
 * opens the other side at the fill's price. Realised P&L is gross: fees are kept apart. A fee in the base currency counts as if that part had not
 * been bought, or had been sold too, and its value were paid. The mark of a holding ends with it.
 *
 * A holding lasts from flat to flat, and what is less than a lot is flat: nobody can sell it. Its cost stays with it.
 *
 * @param attached what the order asked its position to be protected by
 */
export function applyFillToPosition(
  position: Position,
  fill: Fill,
  attached: AttachedExits = NOTHING_ATTACHED,
  lot: Decimal = ZERO,
): Position {
  const direction = fill.side === 'buy' ? 1 : -1;
  const held = position.quantity;
  const traded = netQuantity(fill);
  const notional = netNotional(fill);
  const closing = isOpposite(held, direction) ? minOf(traded, held.abs()) : ZERO;
  const closedCost = shareOf(position.cost, closing, held.abs());
  const closedNotional = shareOf(notional, closing, traded);
  const openedNotional = notional.minus(closedNotional);
  const realized = closedNotional.times(-direction).minus(closedCost);
  const quantity = held.plus(traded.times(direction));
  const isEnded = isFlat(quantity, lot);
  const isNewHolding = isFlat(held, lot) || isEnded || quantity.isNegative() !== held.isNegative();
  const opened = { fill, openedNotional, attached, net: realized.minus(fill.fee) };
  return {
    ...position,
    ...(isNewHolding ? { mark: null, markTime: null } : {}),
    quantity,
    cost: position.cost.minus(closedCost).plus(openedNotional.times(direction)),
    realizedPnl: position.realizedPnl.plus(realized),
    fees: position.fees.plus(fill.fee),
    fillSeq: position.fillSeq + 1,
    holding: isEnded ? null : nextHolding(isNewHolding ? null : position.holding, opened),
  };
}

interface HoldingChange {
  readonly fill: Fill;
  readonly openedNotional: Decimal;
  readonly attached: AttachedExits;
  readonly net: Decimal;
}

/** A flip starts a new holding, which pays the whole fee of the fill that made it. */
function nextHolding(holding: Holding | null, { fill, openedNotional, attached, net }: HoldingChange): Holding {
  if (holding === null) {
    return {
      openedAt: fill.time,
      entryNotional: openedNotional,
      netPnl: fill.fee.negated(),
      attached,
      barsHeld: 0,
      highest: null,
      lowest: null,
    };
  }
  return {
    ...holding,
    entryNotional: holding.entryNotional.plus(openedNotional),
    netPnl: holding.netPnl.plus(net),
  };
}

/** Nothing, or less than anybody can trade. */
export function isFlat(quantity: Decimal, lot: Decimal): boolean {
  return quantity.isZero() || quantity.abs().lt(lot);
}

/** Value of the position at `price`, signed, quote currency. */
export function positionValue(position: Position, price: Decimal): Decimal {
  return toMoney(position.quantity.times(price));
}

/** Value minus cost: what closing at `price` would realise, before fees. Right for long and short. */
export function unrealizedPnl(position: Position, price: Decimal): Decimal {
  return positionValue(position, price).minus(position.cost);
}

function isOpposite(held: Decimal, direction: 1 | -1): boolean {
  return !held.isZero() && held.isNegative() === (direction === 1);
}

function shareOf(amount: Decimal, part: Decimal, whole: Decimal): Decimal {
  if (part.isZero()) return ZERO;
  return part.eq(whole) ? amount : toMoney(amount.times(part).div(whole));
}

function minOf(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b;
}
