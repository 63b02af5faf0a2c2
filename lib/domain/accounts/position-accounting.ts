import type { Fill } from '../orders/fill.ts';
import { type Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import type { Position } from './position.ts';

export function emptyPosition(symbol: string): Position {
  return {
    symbol,
    quantity: ZERO,
    cost: ZERO,
    realizedPnl: ZERO,
    fees: ZERO,
    entryReserved: ZERO,
    exitReserved: ZERO,
    lock: null,
    lastOrderAt: null,
    mark: null,
    markTime: null,
    fillSeq: 0,
  };
}

/**
 * Applies a fill by average cost. Closing quantity takes its share of the cost (all of it when it closes the
 * position, so that nothing is left over by rounding) and realises the difference; quantity beyond zero
 * opens the other side at the fill's price. Realised P&L is gross: fees are kept apart. The mark of a holding ends with it.
 */
export function applyFillToPosition(position: Position, fill: Fill): Position {
  const direction = fill.side === 'buy' ? 1 : -1;
  const held = position.quantity;
  const closing = isOpposite(held, direction) ? minOf(fill.quantity, held.abs()) : ZERO;
  const closedCost = shareOf(position.cost, closing, held.abs());
  const closedNotional = shareOf(fill.notional, closing, fill.quantity);
  const openedNotional = fill.notional.minus(closedNotional);
  const realized = closedNotional.times(-direction).minus(closedCost);
  const quantity = held.plus(fill.quantity.times(direction));
  const isNewHolding = quantity.isZero() || quantity.isNegative() !== held.isNegative();
  return {
    ...position,
    ...(isNewHolding ? { mark: null, markTime: null } : {}),
    quantity,
    cost: position.cost.minus(closedCost).plus(openedNotional.times(direction)),
    realizedPnl: position.realizedPnl.plus(realized),
    fees: position.fees.plus(fill.fee),
    fillSeq: position.fillSeq + 1,
  };
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
