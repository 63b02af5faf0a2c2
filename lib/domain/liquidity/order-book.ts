import type { Side } from '../orders/order-intent.ts';
import { Decimal, ZERO } from '../shared/decimal.ts';

export interface BookLevel {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** An L2 snapshot: quantity by price, best first (bids descending, asks ascending). */
export interface OrderBook {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

const BASIS_POINTS = 10_000;

/** (best bid + best ask) ÷ 2; `null` without both sides. */
export function midPrice({ bids, asks }: OrderBook): Decimal | null {
  const [bid] = bids;
  const [ask] = asks;
  return bid === undefined || ask === undefined ? null : bid.price.plus(ask.price).div(2);
}

/** (best ask − best bid) ÷ mid, basis points; below zero in a crossed book, `null` without both sides. */
export function spreadBps(book: OrderBook): number | null {
  const mid = midPrice(book);
  const [bid] = book.bids;
  const [ask] = book.asks;
  if (mid === null || bid === undefined || ask === undefined) return null;
  return ask.price.minus(bid.price).div(mid).times(BASIS_POINTS).toNumber();
}

/** The levels that an order of this side takes from. */
export function takenSide(book: OrderBook, side: Side): readonly BookLevel[] {
  return side === 'buy' ? book.asks : book.bids;
}

/** Quote currency on offer to an order of this side at prices up to `bps` away from the mid; `null` without a mid. */
export function depthNotional(book: OrderBook, side: Side, bps: number): Decimal | null {
  const mid = midPrice(book);
  if (mid === null) return null;
  const reach = mid.times(bps).div(BASIS_POINTS);
  const within = takenSide(book, side).filter(({ price }) => price.minus(mid).abs().lte(reach));
  return within.reduce((sum, { price, quantity }) => sum.plus(price.times(quantity)), ZERO);
}

/**
 * (bids − asks) ÷ (bids + asks), by quantity of the best `levels` levels a side: 1 all bids, −1 all asks (Cont, Kukanov and Stoikov, “The price impact of
 * order book events”, 2014, use the same quantities at the best level). `null` in an empty book.
 */
export function bookImbalance({ bids, asks }: OrderBook, levels: number): number | null {
  const quantityOf = (side: readonly BookLevel[]): Decimal =>
    side.slice(0, levels).reduce((sum, { quantity }) => sum.plus(quantity), ZERO);
  const bid = quantityOf(bids);
  const ask = quantityOf(asks);
  const total = bid.plus(ask);
  return total.isZero() ? null : bid.minus(ask).div(total).toNumber();
}

/** What it takes to fill an order at once. */
export interface BookWalk {
  readonly filled: Decimal;
  /** What the book does not hold. */
  readonly unfilled: Decimal;
  /** Average price of what is filled; `null`: nothing is. */
  readonly vwap: Decimal | null;
  /** Its distance from the mid against the order, basis points; `null` without a mid or a fill. */
  readonly costBps: number | null;
}

/** Fills `quantity` level by level, best first. */
export function walkBook(book: OrderBook, side: Side, quantity: Decimal): BookWalk {
  let unfilled = quantity;
  let spent = ZERO;
  for (const level of takenSide(book, side)) {
    if (!unfilled.gt(0)) break;
    const taken = Decimal.min(unfilled, level.quantity);
    spent = spent.plus(taken.times(level.price));
    unfilled = unfilled.minus(taken);
  }
  const filled = quantity.minus(unfilled);
  const vwap = filled.isZero() ? null : spent.div(filled);
  const mid = midPrice(book);
  if (vwap === null || mid === null) return { filled, unfilled, vwap, costBps: null };
  const against = side === 'buy' ? vwap.minus(mid) : mid.minus(vwap);
  return { filled, unfilled, vwap, costBps: against.div(mid).times(BASIS_POINTS).toNumber() };
}
