import { type Decimal, ZERO } from '../shared/decimal.ts';

export interface Drawdown {
  /** Largest fall from a peak, as a fraction of the peak. */
  readonly fraction: Decimal;
  /** Largest fall from a peak, in money; not always the same fall. */
  readonly amount: Decimal;
}

/** The largest falls of an equity curve below its highest value so far; `initial` is the first peak. */
export function maxDrawdown(initial: Decimal, equity: readonly Decimal[]): Drawdown {
  let peak = initial;
  let fraction = ZERO;
  let amount = ZERO;
  for (const value of equity) {
    if (value.gte(peak)) {
      peak = value;
      continue;
    }
    const fall = peak.minus(value);
    if (fall.gt(amount)) amount = fall;
    const relative = fall.div(peak);
    if (relative.gt(fraction)) fraction = relative;
  }
  return { fraction, amount };
}
