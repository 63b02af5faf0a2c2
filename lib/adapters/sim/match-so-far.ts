import { matchBars } from '#domain/simulation/match-bars.ts';
import { isFull, type MatchResult } from '#domain/simulation/match-result.ts';
import { matchTrades } from '#domain/simulation/match-trades.ts';
import { fillsAtTrade } from '#domain/simulation/venue/fills-at-trade.ts';
import { type VenueBook, withBarsMatched } from '#domain/simulation/venue-book.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { symbolsWantingBars } from '#domain/simulation/wants-bars.ts';
import type { SimMarket } from './sim-market.ts';

/** `hasMore`: it stopped for its size, a further call goes on. The book is the very one that came in when there was nothing to do. */
export interface MatchStep extends MatchResult {
  readonly hasMore: boolean;
}

/** Brings a book up to the market: the bars that have closed since, instant by instant, then the last trades; at most `most` executions and closed orders. */
export async function matchSoFar(
  book: VenueBook,
  market: SimMarket,
  rules: VenueRules,
  most: number,
): Promise<MatchStep> {
  const bars = await matchClosedBars(book, market, rules, most);
  if (bars.hasMore) return bars;
  const waiting = bars.book.working.filter((order) => fillsAtTrade(order, rules)).map(({ symbol }) => symbol);
  const trades = await market.lastTrades(new Set(waiting));
  const left = most - bars.executions.length - bars.closed.length;
  const matched = matchTrades(bars.book, trades, rules, left);
  return {
    book: matched.book,
    executions: [...bars.executions, ...matched.executions],
    closed: [...bars.closed, ...matched.closed],
    hasMore: waiting.length > 0 && isFull(matched, left),
  };
}

async function matchClosedBars(
  book: VenueBook,
  market: SimMarket,
  rules: VenueRules,
  most: number,
): Promise<MatchStep> {
  let step: MatchStep = { book, executions: [], closed: [], hasMore: false };
  for (const bars of await market.barsByClose(book, symbolsWantingBars(book, rules))) {
    const left = most - step.executions.length - step.closed.length;
    const matched = matchBars(step.book, bars, rules, left);
    const hasMore = isFull(matched, left);
    step = {
      book: hasMore ? matched.book : withBarsMatched(matched.book, bars),
      executions: [...step.executions, ...matched.executions],
      closed: [...step.closed, ...matched.closed],
      hasMore,
    };
    if (hasMore) return step;
  }
  return step;
}
