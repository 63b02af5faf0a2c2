import { Decimal, floorToStep, toMoney, ZERO } from '../../shared/decimal.ts';
import { parseSymbol } from '../../shared/symbol.ts';
import type { VenueBook, WorkingOrder } from '../venue-book.ts';
import type { VenueRules } from '../venue-rules.ts';
import { heldQuantity, type MarginState, withoutSymbol } from './margin-account.ts';

/** What the account can pay for or has to sell. */
export interface Covered {
  /** At most what was wanted; what is clipped is floored to lot. */
  readonly quantity: Decimal;
  /** Why it is less than wanted, the cause with which the rest is cancelled. */
  readonly shortfall: 'INSUFFICIENT_CASH' | 'INSUFFICIENT_MARGIN' | 'INSUFFICIENT_POSITION' | 'REDUCE_ONLY' | null;
}

export interface CoverQuestion {
  readonly wanted: Decimal;
  readonly price: Decimal;
  readonly referencePrice: Decimal;
  readonly feeRate: Decimal;
}

/** Clips an order to the account, so that no balance of a cash account falls below zero and no margin account passes its leverage. */
export function coveredQuantity(
  book: VenueBook,
  order: WorkingOrder,
  question: CoverQuestion,
  rules: VenueRules,
): Covered {
  const closing = closingQuantity(book, order, question.wanted, rules.lot);
  if (closing.eq(question.wanted)) return { quantity: closing, shortfall: null };
  if (order.terms.reduceOnly) return { quantity: closing, shortfall: 'REDUCE_ONLY' };
  const isShort = order.side === 'sell';
  if (isShort && rules.margin?.allowShort !== true) return { quantity: closing, shortfall: 'INSUFFICIENT_POSITION' };
  const quantity =
    rules.margin === null
      ? affordable(book, order, question, rules)
      : closing.plus(openable(book, order, closing, question, rules));
  if (quantity.gte(question.wanted)) return { quantity: question.wanted, shortfall: null };
  return { quantity, shortfall: rules.margin === null ? 'INSUFFICIENT_CASH' : 'INSUFFICIENT_MARGIN' };
}

/** The part that reduces a position, which always may. */
function closingQuantity(book: VenueBook, order: WorkingOrder, wanted: Decimal, lot: Decimal): Decimal {
  const held = heldQuantity(book, order.symbol);
  const reducible = order.side === 'sell' ? held : held.negated();
  if (reducible.lte(0)) return ZERO;
  return reducible.gte(wanted) ? wanted : floorToStep(reducible, lot);
}

/** The most that cash buys, fee included. */
function affordable(book: VenueBook, order: WorkingOrder, question: CoverQuestion, rules: VenueRules): Decimal {
  const { wanted, price } = question;
  const feeRate = rules.feeCurrency === 'base' ? ZERO : question.feeRate;
  const cash = book.balances[parseSymbol(order.symbol).quote] ?? ZERO;
  if (costOf(wanted, price, feeRate).lte(cash)) return wanted;
  if (cash.lte(0)) return ZERO;
  const quantity = floorToStep(cash.div(price.times(feeRate.plus(1))), rules.lot);
  const fits = costOf(quantity, price, feeRate).lte(cash);
  return fits ? quantity : Decimal.max(quantity.minus(rules.lot), ZERO);
}

function costOf(quantity: Decimal, price: Decimal, feeRate: Decimal): Decimal {
  const notional = toMoney(quantity.times(price));
  return notional.plus(toMoney(notional.times(feeRate)));
}

/**
 * What may be opened on credit after `closing` has been closed, floored to lot. The buying power is `equity × maxLeverage − exposure`, all at the reference
 * price; what is opened uses up its own exposure, and `maxLeverage` × what it loses at once to fee, slippage and impact. With a leverage of 1 that is what cash would buy.
 */
function openable(
  book: VenueBook,
  order: WorkingOrder,
  closing: Decimal,
  { wanted, price, referencePrice, feeRate }: CoverQuestion,
  rules: VenueRules,
): Decimal {
  const leverage = rules.margin?.maxLeverage ?? ZERO;
  const lostPerUnit = price.times(feeRate).plus(price.minus(referencePrice).abs());
  const after = afterClosing(book, order, closing, referencePrice, lostPerUnit);
  const buyingPower = after.equity.times(leverage).minus(after.exposure);
  if (buyingPower.lte(0)) return ZERO;
  const most = buyingPower.div(referencePrice.plus(lostPerUnit.times(leverage)));
  const opening = wanted.minus(closing);
  return most.gte(opening) ? opening : floorToStep(most, rules.lot);
}

/** The margin account at the reference price, once the closing part of the order is done. */
function afterClosing(
  book: VenueBook,
  order: WorkingOrder,
  closing: Decimal,
  referencePrice: Decimal,
  lostPerUnit: Decimal,
): MarginState {
  const others = withoutSymbol(book, order.symbol);
  const held = heldQuantity(book, order.symbol);
  const equity = others.equity.plus(held.times(referencePrice)).minus(closing.times(lostPerUnit));
  const exposure = others.exposure.plus(held.abs().minus(closing).times(referencePrice));
  return { equity, exposure };
}
