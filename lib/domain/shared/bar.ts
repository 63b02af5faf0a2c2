import type { Decimal } from './decimal.ts';
import type { Instant } from './instant.ts';

/** One closed bar of one symbol: open, high, low and close in the quote currency, volume in the base. */
export interface Bar {
  readonly symbol: string;
  /** The bar's timestamp. */
  readonly openTime: Instant;
  /** `min(openTime + timeframe, next openTime)`: the first instant at which anybody may know the bar. */
  readonly closeTime: Instant;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
}
