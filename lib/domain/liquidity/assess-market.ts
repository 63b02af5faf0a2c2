import type { MarketFacts } from '../orders/market-facts.ts';
import type { Side } from '../orders/order-intent.ts';
import type { Bar } from '../shared/bar.ts';
import { type Decimal, toPlain } from '../shared/decimal.ts';
import type { VenueRules } from '../simulation/venue-rules.ts';
import { annualisedVolatility, correlationOf, windowOf } from './bar-returns.ts';
import { estimateImpactBps } from './estimate-impact.ts';
import { depthNotional, type OrderBook, spreadBps } from './order-book.ts';

export interface MarketToAssess {
  readonly symbol: string;
  /** Side of the order that is thought of; without it a buy. */
  readonly side?: Side;
  /** Closed bars by symbol, ascending; more than the window does no harm. */
  readonly bars: ReadonlyMap<string, readonly Bar[]>;
  /** Other symbols that are held, or are going to be. */
  readonly heldSymbols: readonly string[];
  /** `null`: not sized yet, so that no impact can be told. */
  readonly quantity: Decimal | null;
  /** `null` or absent: the venue shows none. */
  readonly book?: OrderBook | null;
  readonly venue: VenueRules;
  /** Milliseconds of a bar. */
  readonly timeframe: number;
  /** Bars, by time, that volatility and correlation look at. */
  readonly window: number;
  readonly isHalted?: boolean;
}

/** Depth is counted up to this distance from the mid. */
const DEPTH_REACH_BPS = 50;

/** Looks at a symbol's market for the rules and the sizing that ask for it. Unknown is `null`, never a guess. */
export function assessMarket(market: MarketToAssess): MarketFacts {
  const { symbol, bars, timeframe, venue, window, quantity } = market;
  const side = market.side ?? 'buy';
  const book = market.book ?? null;
  const own = bars.get(symbol) ?? [];
  const last = own.at(-1) ?? null;
  const seen = last === null ? [] : windowOf(own, last.closeTime, window, timeframe);
  const depth = book === null ? null : depthNotional(book, side, DEPTH_REACH_BPS);
  return {
    spreadBps: book === null ? null : spreadBps(book),
    depthNotional: depth === null ? null : toPlain(depth),
    impactBps: quantity === null ? null : estimateImpactBps(quantity, { side, venue, bar: last, book }),
    volatility: annualisedVolatility(seen, symbol, timeframe),
    correlation: closest(market, seen),
    isHalted: market.isHalted ?? false,
  };
}

/** An unknown correlation before a known one; then the highest, either way where the account may be short. */
function closest(market: MarketToAssess, seen: readonly Bar[]): MarketFacts['correlation'] {
  const { bars, heldSymbols, symbol, venue } = market;
  const strength = (value: number): number => (venue.margin?.allowShort === true ? Math.abs(value) : value);
  let found: MarketFacts['correlation'] = null;
  for (const other of [...new Set(heldSymbols)].sort()) {
    if (other === symbol) continue;
    const value = correlationOf(seen, bars.get(other) ?? []);
    if (value === null) return { symbol: other, value };
    if (found?.value == null || strength(value) > strength(found.value)) found = { symbol: other, value };
  }
  return found;
}
