import type { Bar } from '../../shared/bar.ts';
import type { VenueBook } from '../venue-book.ts';
import type { MarginRules, VenueRules } from '../venue-rules.ts';
import { fundingsDue } from './funding.ts';
import { heldQuantity, holdsOnMargin, liquidationPriceOf } from './margin-account.ts';

/** A level that holds as long as the balances do, because there is no other position whose price could move it. */
interface KnownLevel {
  readonly margin: MarginRules;
  readonly level: number | null;
}

const LEVELS = new WeakMap<VenueBook['balances'], KnownLevel>();

/** Whether a bar certainly brings neither funding nor liquidation to its symbol's position; by floats alone, as `isTouched`. */
export function isQuietOnMargin(book: VenueBook, bar: Bar, rules: VenueRules): boolean {
  const { margin } = rules;
  if (margin === null || !holdsOnMargin(book, bar.symbol)) return true;
  if (fundingsDue(book, bar.symbol, bar.openTime) > 0 && !margin.fundingRate.isZero()) return false;
  const level = levelOf(book, bar.symbol, margin);
  if (level === null) return true;
  return heldQuantity(book, bar.symbol).isPositive() ? bar.low > level : bar.high < level;
}

function levelOf(book: VenueBook, symbol: string, margin: MarginRules): number | null {
  const known = LEVELS.get(book.balances);
  if (known?.margin === margin) return known.level;
  const level = liquidationPriceOf(book, symbol, margin)?.toNumber() ?? null;
  if (Object.keys(book.entryPrices).length === 1) LEVELS.set(book.balances, { margin, level });
  return level;
}
