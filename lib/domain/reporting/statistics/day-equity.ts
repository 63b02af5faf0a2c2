import type { Decimal } from '../../shared/decimal.ts';

/** The last equity of a UTC day that has bars, by the bars' timestamps. */
export interface DayEquity {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly equity: Decimal;
}
