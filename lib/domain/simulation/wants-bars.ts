import { fillsAtTrade } from './venue/fills-at-trade.ts';
import type { VenueBook } from './venue-book.ts';
import type { VenueRules } from './venue-rules.ts';

/** Symbols whose next bar could change something: of the orders that wait for bars, and on margin of the positions; each once. */
export function symbolsWantingBars(book: VenueBook, rules: VenueRules): ReadonlySet<string> {
  const symbols = new Set<string>();
  for (const order of book.working) if (!fillsAtTrade(order, rules)) symbols.add(order.symbol);
  if (rules.margin !== null) for (const symbol of Object.keys(book.entryPrices)) symbols.add(symbol);
  return symbols;
}

/** Whether any bar could change anything; while it cannot, `matchBars` need not be called. */
export function wantsBars(book: VenueBook, rules: VenueRules): boolean {
  if (book.working.some((order) => !fillsAtTrade(order, rules))) return true;
  if (rules.margin === null) return false;
  for (const _ in book.entryPrices) return true;
  return false;
}
