import { Decimal, ZERO } from '../../shared/decimal.ts';
import { finite, meanOf } from './moments.ts';

export interface TailLoss {
  /** Loss of a day that is exceeded on one day in twenty, as a positive fraction. */
  readonly valueAtRisk: number;
  /** Mean loss of the days that are at least that bad; never smaller than `valueAtRisk`. */
  readonly conditional: number;
}

/**
 * Historical value at risk at 95 % (or 1 − `share`): minus the 5 % quantile of daily returns, linear between order statistics (Hyndman and Fan
 * 1996, type 7), and minus the mean of the returns at or below it (Rockafellar and Uryasev 2000, Optimization of Conditional
 * Value-at-Risk). Negative when even those days gained. `null` below two returns.
 */
export function tailLoss(returns: readonly Decimal[], share = '0.05'): TailLoss | null {
  if (returns.length < 2) return null;
  const sorted = [...returns].sort((a, b) => a.cmp(b));
  const bound = quantile(sorted, new Decimal(share));
  const mean = meanOf(sorted.filter((value) => value.lte(bound)));
  const valueAtRisk = finite(bound.negated());
  const conditional = finite((mean ?? bound).negated());
  return valueAtRisk === null || conditional === null ? null : { valueAtRisk, conditional };
}

/**
 * Value that a `share` (0–1) of the sorted numbers is at or below: at rank share × (n − 1), linear between neighbours. Hyndman and Fan
 * (1996), Sample Quantiles in Statistical Packages, definition 7. `sorted` is ascending and not empty.
 */
export function quantile(sorted: readonly Decimal[], share: Decimal): Decimal {
  const rank = share.times(sorted.length - 1);
  const below = sorted[rank.floor().toNumber()] ?? ZERO;
  const above = sorted[rank.ceil().toNumber()] ?? below;
  return below.plus(above.minus(below).times(rank.minus(rank.floor())));
}
