import type { Bar } from '#domain/shared/bar.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';

export interface Price {
  readonly price: Decimal;
  /** When it was traded. */
  readonly time: Instant;
}

/** Market data of the session's symbols. Throws `MarketDataError` when it could not ask; an empty answer is an answer. */
export interface MarketData {
  /** Closed bars with `openTime >= from`, ascending, closed at `now` at the latest. `timeframe` in milliseconds. */
  getBars(symbol: string, timeframe: number, from: Instant, now: Instant): Promise<readonly Bar[]>;
  /** The last trade, or `null` when there has been none. */
  getLatestPrice(symbol: string): Promise<Price | null>;
}

/** The market-data service could not be asked, or its answer could not be read. The message never holds credentials. */
export class MarketDataError extends Error {
  readonly code = 'MARKET_DATA';
  override readonly name = 'MarketDataError';
}
