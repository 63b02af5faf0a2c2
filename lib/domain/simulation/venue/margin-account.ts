import { liquidationPrice } from '../../accounts/margin.ts';
import { Decimal, ZERO } from '../../shared/decimal.ts';
import { parseSymbol } from '../../shared/symbol.ts';
import type { VenueBook } from '../venue-book.ts';
import type { MarginRules } from '../venue-rules.ts';

/** Quantity of a symbol that the venue holds for the account, signed. */
export function heldQuantity(book: VenueBook, symbol: string): Decimal {
  return book.balances[parseSymbol(symbol).base] ?? ZERO;
}

export function holdsOnMargin(book: VenueBook, symbol: string): boolean {
  return book.entryPrices[symbol] !== undefined;
}

export interface MarginState {
  /** Cash + Σ quantity × last price. */
  readonly equity: Decimal;
  /** Σ |quantity| × last price. */
  readonly exposure: Decimal;
}

/** A margin account as it stands without one symbol: its cash and every other position at its last price. */
export function withoutSymbol(book: VenueBook, symbol: string): MarginState {
  let equity = book.balances[parseSymbol(symbol).quote] ?? ZERO;
  let exposure = ZERO;
  for (const held of Object.keys(book.entryPrices)) {
    if (held === symbol) continue;
    const value = heldQuantity(book, held).times(lastPriceOf(book, held));
    equity = equity.plus(value);
    exposure = exposure.plus(value.abs());
  }
  return { equity, exposure };
}

/** Where the venue liquidates the position in `symbol`, the others held at their last price; `null`: nowhere. */
export function liquidationPriceOf(book: VenueBook, symbol: string, rules: MarginRules): Decimal | null {
  const { equity: otherEquity, exposure: otherExposure } = withoutSymbol(book, symbol);
  return liquidationPrice({ quantity: heldQuantity(book, symbol), otherEquity, otherExposure }, rules);
}

export function lastPriceOf(book: VenueBook, symbol: string): Decimal {
  return book.lastPrices[symbol] ?? book.entryPrices[symbol] ?? new Decimal(0);
}
