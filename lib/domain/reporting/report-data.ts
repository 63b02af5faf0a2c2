import type { Instant } from '../shared/instant.ts';
import type { RiskRow } from './risk-log.ts';
import type { RoundTrip } from './round-trips.ts';
import type { Summary } from './summary.ts';

/** Everything that `report.html` shows. Floats: it is for looking at, the exact figures are in the files. */
export interface ReportData {
  readonly symbols: readonly string[];
  /** The bars come from a generator, which the page must say. */
  readonly isSynthetic?: boolean;
  /** Content of `summary.json`. */
  readonly summary: Summary;
  /** Ascending; of a long run the first, last, lowest and highest equity of each stretch, a few thousand in all. */
  readonly equity: readonly EquityPoint[];
  /** Bar closes that the curve is made of: more than its points where it was thinned. */
  readonly equityBars: number;
  /** UTC days with bars. */
  readonly days: number;
  /** What the limits did beside denying orders: warnings, restrictions, releases, liquidations; by time. */
  readonly riskEvents: readonly RiskRow[];
  /** Orders that risk denied. */
  readonly deniedOrders: number;
  /** By UTC calendar month, every month from the first to the last. */
  readonly months: readonly MonthReturn[];
  /** r = e / e₋₁ − 1 of UTC days. */
  readonly dailyReturns: readonly number[];
  readonly trips: readonly RoundTrip[];
  /** Of each symbol, at most a couple of thousand. */
  readonly prices: readonly PriceChart[];
}

export interface EquityPoint {
  readonly time: Instant;
  readonly equity: number;
  /** Fraction, 0–1. */
  readonly drawdown: number;
}

export interface MonthReturn {
  /** `YYYY-MM`. */
  readonly month: string;
  /** `null`: the month began with no equity above 0. */
  readonly value: number | null;
}

export interface PriceChart {
  readonly symbol: string;
  readonly candles: readonly Candle[];
  /** Bars that they stand for. */
  readonly bars: number;
}

/** One bar, or several neighbouring ones drawn as one. */
export interface Candle {
  readonly time: Instant;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}
