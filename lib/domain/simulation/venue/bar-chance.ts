import type { FillTrigger } from '../../orders/fill.ts';
import type { Side } from '../../orders/order-intent.ts';
import { type Bar, exact } from '../../shared/bar.ts';
import type { Decimal } from '../../shared/decimal.ts';
import { DAY, type Instant } from '../../shared/instant.ts';
import type { ClosedOrder, WorkingOrder } from '../venue-book.ts';
import type { VenueRules } from '../venue-rules.ts';
import { comparePrice } from './compare-price.ts';
import type { Offer } from './offer.ts';

/**
 * What is taken to come first within a bar, whose path is unknown: what happens at its open, then stops, then limits and targets, and
 * last the close. Of two prices that one bar touches this is the worse one for who has both.
 */
export const RANKS = { open: 0, stop: 1, limit: 2, close: 3 } as const;
export type Rank = (typeof RANKS)[keyof typeof RANKS];

/** What a bar means for a working order. */
export type BarChance =
  | { readonly kind: 'trade'; readonly rank: Rank; readonly offer: Offer; readonly triggers: boolean }
  | { readonly kind: 'wait'; readonly triggers: boolean }
  | { readonly kind: 'close'; readonly status: ClosedOrder['status']; readonly cause: string };

const WAIT: BarChance = { kind: 'wait', triggers: false };

/** What the bar offers to the order, which is accepted early enough for it. */
export function barChanceOf(order: WorkingOrder, bar: Bar, rules: VenueRules): BarChance {
  const over = closingOf(order, bar);
  if (over !== null) return over;
  const { terms } = order;
  if (terms.timeInForce === 'cls') return atClose(order, bar);
  if (order.isTriggered && terms.type !== 'stop_limit') return atOpen(bar, stopTrigger(order), order, rules);
  switch (terms.type) {
    case 'market':
      return atOpen(bar, 'market', order, rules);
    case 'limit':
      return limitChance(order, bar, 'limit') ?? WAIT;
    case 'stop_limit':
      return stopLimitChance(order, bar);
    default:
      return stopChance(order, bar);
  }
}

/** Start of the UTC day of an instant, in days since 1970. */
export function utcDayNumber(instant: Instant): number {
  return Math.floor(instant / DAY);
}

/** An order whose time is over, or whose venue has doomed it. */
function closingOf(order: WorkingOrder, bar: Bar): BarChance | null {
  if (order.cancelCause !== null) return { kind: 'close', status: 'cancelled', cause: order.cancelCause };
  const { timeInForce } = order.terms;
  const day = utcDayNumber(bar.openTime);
  const isLaterDay = order.firstBar !== null && day > utcDayNumber(order.firstBar);
  if (isLaterDay && timeInForce === 'day') return { kind: 'close', status: 'expired', cause: 'DAY_OVER' };
  if (isLaterDay && timeInForce === 'cls') return { kind: 'close', status: 'expired', cause: 'CLOSE_MISSED' };
  const isOpening = order.firstBar === null && day > utcDayNumber(order.acceptedAt - 1);
  return timeInForce === 'opg' && !isOpening ? { kind: 'close', status: 'expired', cause: 'OPEN_MISSED' } : null;
}

/** A trade at the open, or a little after it for an order that is still on its way then. */
function atOpen(bar: Bar, trigger: FillTrigger, order: WorkingOrder, rules: VenueRules): BarChance {
  const offer = offerOf(bar, trigger, marketPrice(bar, order, rules), null, 'taker');
  return { kind: 'trade', rank: RANKS.open, offer, triggers: false };
}

/** The open; after a latency that ends within the bar, the point of the line from open to close that is reached by then. */
function marketPrice(bar: Bar, order: WorkingOrder, rules: VenueRules): Decimal {
  const open = exact(bar, 'open');
  const late = order.acceptedAt + rules.latency - bar.openTime;
  if (rules.latency === 0 || late <= 0) return open;
  const length = bar.closeTime - bar.openTime;
  return open.plus(exact(bar, 'close').minus(open).times(late).div(length));
}

function atClose(order: WorkingOrder, bar: Bar): BarChance {
  const { limitPrice } = order.terms;
  if (utcDayNumber(bar.closeTime) === utcDayNumber(bar.openTime)) return WAIT;
  const isWorse = limitPrice !== null && !isAtOrBetter(bar, 'close', limitPrice, order.side);
  if (isWorse) return { kind: 'close', status: 'expired', cause: 'CLOSE_MISSED' };
  const trigger = limitPrice === null ? 'market' : 'limit';
  const offer = offerOf(bar, trigger, exact(bar, 'close'), limitPrice, 'taker');
  return { kind: 'trade', rank: RANKS.close, offer, triggers: false };
}

/**
 * A limit order: at the open when that is at the limit or better, as a taker; else at the limit when the bar touches it, as a maker. A post-only
 * order is cancelled when its first bar would make it a taker, and later trades at its limit only. `null`: the bar does not reach it.
 */
function limitChance(order: WorkingOrder, bar: Bar, trigger: FillTrigger): BarChance | null {
  const { limitPrice, postOnly, timeInForce } = order.terms;
  if (limitPrice === null) throw new Error(`order ${order.clientOrderId}: a limit order without limitPrice`);
  const maker = offerOf(bar, trigger, limitPrice, limitPrice, 'maker');
  if (isAtOrBetter(bar, 'open', limitPrice, order.side)) {
    if (postOnly && order.firstBar === null) return { kind: 'close', status: 'cancelled', cause: 'POST_ONLY' };
    const taker = offerOf(bar, trigger, exact(bar, 'open'), limitPrice, 'taker');
    return { kind: 'trade', rank: RANKS.open, offer: postOnly ? maker : taker, triggers: false };
  }
  const isResting = timeInForce === 'gtc' || timeInForce === 'day';
  if (!isResting || !isAtOrBetter(bar, best(order.side), limitPrice, order.side)) return null;
  return { kind: 'trade', rank: RANKS.limit, offer: maker, triggers: false };
}

/** A stop, trailing or not, and its target: at the open if that is at or beyond either, else the stop before the target. */
function stopChance(order: WorkingOrder, bar: Bar): BarChance {
  const { side, terms } = order;
  const level = stopLevelOf(order);
  const stopAt = (rank: Rank, price: Decimal): BarChance => {
    const offer = offerOf(bar, stopTrigger(order), price, null, 'taker');
    return { kind: 'trade', rank, offer, triggers: true };
  };
  if (isAtOrBeyond(bar, 'open', level, side)) return stopAt(RANKS.open, exact(bar, 'open'));
  const target = terms.takeProfitPrice === null ? null : targetChance(order, bar, terms.takeProfitPrice);
  if (target?.kind === 'trade' && target.rank === RANKS.open) return target;
  if (isAtOrBeyond(bar, worst(side), level, side)) return stopAt(RANKS.stop, level);
  return target ?? WAIT;
}

function targetChance(order: WorkingOrder, bar: Bar, target: Decimal): BarChance | null {
  const { side } = order;
  if (isAtOrBetter(bar, 'open', target, side)) {
    const offer = offerOf(bar, 'take_profit', exact(bar, 'open'), target, 'taker');
    return { kind: 'trade', rank: RANKS.open, offer, triggers: false };
  }
  if (!isAtOrBetter(bar, best(side), target, side)) return null;
  const offer = offerOf(bar, 'take_profit', target, target, 'maker');
  return { kind: 'trade', rank: RANKS.limit, offer, triggers: false };
}

/**
 * A stop-limit order. Triggered at the open (a gap), the whole bar lies after the trigger and it is a limit order in it. Triggered within the
 * bar, only two trades are certain: at the stop price itself, where the limit allows it; and at the limit when the close, which comes after the
 * trigger, is at it or better. Otherwise it goes on as a limit order with the next bar.
 */
function stopLimitChance(order: WorkingOrder, bar: Bar): BarChance {
  const { side, terms } = order;
  const { limitPrice } = terms;
  const level = stopLevelOf(order);
  if (limitPrice === null) throw new Error(`order ${order.clientOrderId}: a stop-limit order without limitPrice`);
  if (order.isTriggered || isAtOrBeyond(bar, 'open', level, side)) {
    const chance = limitChance(order, bar, 'stop') ?? WAIT;
    return chance.kind === 'close' ? chance : { ...chance, triggers: true };
  }
  if (!isAtOrBeyond(bar, worst(side), level, side)) return WAIT;
  const isAllowed = side === 'buy' ? level.lte(limitPrice) : level.gte(limitPrice);
  if (isAllowed) {
    return { kind: 'trade', rank: RANKS.stop, offer: offerOf(bar, 'stop', level, limitPrice, 'taker'), triggers: true };
  }
  if (!isAtOrBetter(bar, 'close', limitPrice, side)) return { kind: 'wait', triggers: true };
  const offer = offerOf(bar, 'stop', limitPrice, limitPrice, 'maker');
  return { kind: 'trade', rank: RANKS.limit, offer, triggers: true };
}

/** Present level of a stop. */
export function stopLevelOf(order: WorkingOrder): Decimal {
  const level = order.stopLevel ?? order.terms.stopPrice;
  if (level === null) throw new Error(`order ${order.clientOrderId}: a ${order.terms.type} order without stopPrice`);
  return level;
}

function stopTrigger(order: WorkingOrder): FillTrigger {
  return order.stopLevel === null ? 'stop' : 'trailing_stop';
}

function offerOf(
  bar: Bar,
  trigger: FillTrigger,
  referencePrice: Decimal,
  limitPrice: Decimal | null,
  liquidity: 'maker' | 'taker',
): Offer {
  return { trigger, referencePrice, limitPrice, liquidity, time: bar.openTime, bar };
}

type PriceField = 'open' | 'high' | 'low' | 'close';

/** The field of a bar that is best, and worst, to who trades on that side. */
function best(side: Side): PriceField {
  return side === 'buy' ? 'low' : 'high';
}

function worst(side: Side): PriceField {
  return side === 'buy' ? 'high' : 'low';
}

function isAtOrBetter(bar: Bar, field: PriceField, limit: Decimal, side: Side): boolean {
  const order = comparePrice(bar, field, limit);
  return side === 'buy' ? order <= 0 : order >= 0;
}

function isAtOrBeyond(bar: Bar, field: PriceField, stop: Decimal, side: Side): boolean {
  const order = comparePrice(bar, field, stop);
  return side === 'buy' ? order >= 0 : order <= 0;
}
