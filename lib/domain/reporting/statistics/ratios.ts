import { Decimal, ZERO } from '../../shared/decimal.ts';
import { finite, meanOf, momentsOf, ratio, squareOf, sumOf } from './moments.ts';

/*
 * Ratios of a series of daily returns or of daily equity. Computed in decimals, handed out as floats.
 * `annualisation` A: trading days a year. `null`: undefined, because there are too few values or the denominator is 0.
 */

/** Mean ÷ sample deviation × √A, risk-free rate 0. Sharpe (1994), The Sharpe Ratio, Journal of Portfolio Management 21 (1). */
export function sharpe(returns: readonly Decimal[], annualisation: number): number | null {
  const moments = momentsOf(returns);
  if (moments === null) return null;
  return ratio(moments.mean.times(new Decimal(annualisation).sqrt()), moments.sampleDeviation);
}

/** Mean ÷ √(Σ min(r, 0)² ÷ n) × √A, target return 0. Sortino and Price (1994), Performance Measurement in a Downside Risk Framework. */
export function sortino(returns: readonly Decimal[], annualisation: number): number | null {
  const mean = meanOf(returns);
  if (mean === null) return null;
  return ratio(mean.times(new Decimal(annualisation).sqrt()), downsideDeviation(returns, ZERO));
}

/**
 * √(Σ min(r − target, 0)² ÷ n), over all returns, not over the bad ones. Bacon (2008), Practical Portfolio
 * Performance Measurement and Attribution, p. 92.
 */
export function downsideDeviation(returns: readonly Decimal[], target: Decimal): Decimal | null {
  if (returns.length === 0) return null;
  const squares = returns.map((value) => squareOf(Decimal.min(value.minus(target), ZERO)));
  return sumOf(squares).div(returns.length).sqrt();
}

/** Sample deviation × √A: the denominator of the Sharpe ratio by the year. Sharpe (1994), The Sharpe Ratio, on time dependence. */
export function volatility(returns: readonly Decimal[], annualisation: number): number | null {
  const deviation = momentsOf(returns)?.sampleDeviation ?? null;
  return deviation === null ? null : finite(deviation.times(new Decimal(annualisation).sqrt()));
}

/** What an equity grew from and to, and in how many UTC days with bars. */
export interface Growth {
  readonly initial: Decimal;
  readonly final: Decimal;
  readonly days: number;
}

/** Compound annual growth rate: (final ÷ initial)^(A ÷ days) − 1; `null` below two days, or for an equity that is not above 0. */
export function compoundAnnualGrowth(growth: Growth, annualisation: number): Decimal | null {
  const { initial, final, days } = growth;
  if (days < 2 || final.lte(0) || initial.lte(0)) return null;
  return final.div(initial).pow(new Decimal(annualisation).div(days)).minus(1);
}

/** Compound annual growth rate ÷ maximum drawdown. Young (1991), Calmar Ratio, Futures 20 (1), over the whole run. */
export function calmar(growth: Growth, annualisation: number, maxDrawdown: Decimal): number | null {
  return ratio(compoundAnnualGrowth(growth, annualisation), maxDrawdown);
}

/**
 * √(Σ D² ÷ n), D = fall of a day's last equity below the highest so far, `initial` included, as a fraction of it. Martin and McCann (1989), The
 * Investor's Guide to Fidelity Funds; there in percent. `null` without a day, or when the highest is not above 0.
 */
export function ulcerIndex(initial: Decimal, equity: readonly Decimal[]): number | null {
  if (equity.length === 0 || initial.lte(0)) return null;
  let peak = initial;
  let squares = ZERO;
  for (const value of equity) {
    peak = Decimal.max(peak, value);
    squares = squares.plus(squareOf(peak.minus(value).div(peak)));
  }
  return finite(squares.div(equity.length).sqrt());
}

/** Total P&L ÷ largest fall from a peak in money. MetaTrader 5 Help, Testing Report: Recovery Factor. */
export function recoveryFactor(totalPnl: Decimal, maxDrawdownAmount: Decimal): number | null {
  return ratio(totalPnl, maxDrawdownAmount);
}
