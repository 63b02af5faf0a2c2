import { quotePaid, signedQuantity } from '../../orders/fill-amounts.ts';
import { type Decimal, ZERO } from '../../shared/decimal.ts';
import { parseSymbol } from '../../shared/symbol.ts';
import type { Execution, VenueBook } from '../venue-book.ts';
import { withVolume } from './fees.ts';
import { lastPriceOf } from './margin-account.ts';

/** The book after one execution: balances, volume, and on margin the position's prices. */
export function settle(book: VenueBook, execution: Execution, isMargin: boolean): VenueBook {
  const { symbol, quantity, notional } = execution;
  const { base, quote } = parseSymbol(symbol);
  const balances = {
    ...book.balances,
    [quote]: (book.balances[quote] ?? ZERO).minus(quotePaid(execution)),
    [base]: (book.balances[base] ?? ZERO).plus(signedQuantity(execution)),
  };
  const settled: VenueBook = {
    ...book,
    balances,
    dailyVolumes: quantity.isZero() ? book.dailyVolumes : withVolume(book.dailyVolumes, execution.time, notional),
    executions: execution.sequence,
  };
  if (!isMargin || quantity.isZero()) return settled;
  return withPosition(settled, execution, book.balances[base] ?? ZERO, balances[base] ?? ZERO);
}

/** A position that opens or grows has the average of its prices, one that turns the price of the turn; what is flat is forgotten. */
function withPosition(book: VenueBook, execution: Execution, before: Decimal, after: Decimal): VenueBook {
  const { symbol, price, explanation } = execution;
  if (after.isZero()) {
    const { [symbol]: _entry, ...entryPrices } = book.entryPrices;
    const { [symbol]: _last, ...lastPrices } = book.lastPrices;
    return { ...book, entryPrices, lastPrices };
  }
  const lastPrices = { ...book.lastPrices, [symbol]: explanation.referencePrice };
  const isSameSide = !before.isZero() && before.isNegative() === after.isNegative();
  if (!isSameSide) return { ...book, lastPrices, entryPrices: { ...book.entryPrices, [symbol]: price } };
  if (after.abs().lte(before.abs())) return { ...book, lastPrices };
  const cost = before.times(book.entryPrices[symbol] ?? lastPriceOf(book, symbol));
  const average = cost.plus(after.minus(before).times(price)).div(after);
  return { ...book, lastPrices, entryPrices: { ...book.entryPrices, [symbol]: average } };
}
