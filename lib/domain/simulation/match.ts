/** The simulated venue's matching: against the trades of an open, and against whole closed bars. */
export { matchBars } from './match-bars.ts';
export type { MatchResult } from './match-result.ts';
export { matchTrades } from './match-trades.ts';
export { wantsBars } from './wants-bars.ts';
