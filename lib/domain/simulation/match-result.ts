import type { ClosedOrder, Execution, VenueBook } from './venue-book.ts';

/** What matching has done. Where nothing happened the book is the very one that came in. */
export interface MatchResult {
  readonly book: VenueBook;
  /** In the venue's order. */
  readonly executions: readonly Execution[];
  readonly closed: readonly ClosedOrder[];
}

/** What one order can add to a result: the venue's funding or liquidation before it, its own execution, its end. */
const MOST_PER_ORDER = 3;

/** A match ends before it would pass its `most` executions and closed orders; there may be more to do then, and a further call does it. */
export function isFull(result: Pick<MatchResult, 'executions' | 'closed'>, most: number): boolean {
  return result.executions.length + result.closed.length + MOST_PER_ORDER > most;
}
