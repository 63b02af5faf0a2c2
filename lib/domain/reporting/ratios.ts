import { Decimal, ZERO } from '../shared/decimal.ts';

/*
 * Ratios of a series of daily returns or of trade results. Computed in decimals, handed out as floats.
 * `null`: undefined, because there are too few values or the denominator is 0.
 */

/** A deviation this small beside the mean is what rounding leaves of 0. */
const NEGLIGIBLE = new Decimal('1e-20');

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), ZERO);
}

/** Arithmetic mean; `null` of nothing. */
export function mean(values: readonly Decimal[]): Decimal | null {
  return values.length === 0 ? null : sum(values).div(values.length);
}

/** Mean over sample standard deviation (n − 1); `null` for fewer than two values, or when they are all equal. */
function meanPerDeviation(values: readonly Decimal[]): Decimal | null {
  const average = mean(values);
  if (average === null || values.length < 2) return null;
  const squares = sum(values.map((value) => value.minus(average).pow(2)));
  const deviation = squares.div(values.length - 1).sqrt();
  return deviation.lte(average.abs().times(NEGLIGIBLE)) ? null : average.div(deviation);
}

/** Mean ÷ sample deviation × √A, risk-free rate 0. Sharpe (1994), The Sharpe Ratio. */
export function sharpe(returns: readonly Decimal[], annualisation: number): number | null {
  return meanPerDeviation(returns)?.times(new Decimal(annualisation).sqrt()).toNumber() ?? null;
}

/** Mean ÷ √(Σ min(r, 0)² ÷ n) × √A, target return 0. Sortino and Price (1994). */
export function sortino(returns: readonly Decimal[], annualisation: number): number | null {
  const average = mean(returns);
  if (average === null) return null;
  const downside = sum(returns.map((value) => Decimal.min(value, ZERO).pow(2)))
    .div(returns.length)
    .sqrt();
  return downside.isZero() ? null : average.div(downside).times(new Decimal(annualisation).sqrt()).toNumber();
}

/**
 * Compound annual return ÷ maximum drawdown: ((final ÷ initial)^(A ÷ days) − 1) ÷ drawdown. Young (1991), Calmar Ratio, over the
 * whole run. `days` are the UTC days with bars; `null` below two of them.
 */
export function calmar(
  equity: { readonly initial: Decimal; readonly final: Decimal },
  days: number,
  annualisation: number,
  maxDrawdown: Decimal,
): number | null {
  if (days < 2 || maxDrawdown.lte(0) || equity.final.lte(0)) return null;
  const growth = equity.final.div(equity.initial).pow(new Decimal(annualisation).div(days)).minus(1);
  const ratio = growth.div(maxDrawdown).toNumber();
  return Number.isFinite(ratio) ? ratio : null;
}

/**
 * System quality number: √n × mean ÷ sample deviation of the trades' P&L. Van Tharp (2008), Definitive Guide to Position Sizing, with
 * P&L for R-multiples, which need stops.
 */
export function systemQualityNumber(pnls: readonly Decimal[]): number | null {
  return meanPerDeviation(pnls)?.times(new Decimal(pnls.length).sqrt()).toNumber() ?? null;
}

/** Σ winning ÷ |Σ losing| P&L; `null` when nothing was lost. */
export function profitFactor(pnls: readonly Decimal[]): number | null {
  const won = sum(pnls.filter((pnl) => pnl.gt(0)));
  const lost = sum(pnls.filter((pnl) => pnl.lte(0))).abs();
  return lost.isZero() ? null : won.div(lost).toNumber();
}

export interface TailLoss {
  /** Loss of a day that is exceeded on one day in twenty, as a positive fraction. */
  readonly valueAtRisk: number;
  /** Mean loss of the days that are at least that bad. */
  readonly conditional: number;
}

/**
 * Historical value at risk at 95 %: minus the 5 % quantile of daily returns, linear between order statistics (Hyndman and Fan
 * 1996, type 7), and minus the mean of the returns at or below it (Rockafellar and Uryasev 2000). Negative when even
 * those days gained. `null` below two returns.
 */
export function tailLoss(returns: readonly Decimal[]): TailLoss | null {
  if (returns.length < 2) return null;
  const sorted = [...returns].sort((a, b) => a.cmp(b));
  const rank = new Decimal('0.05').times(sorted.length - 1);
  const below = sorted[rank.floor().toNumber()] ?? ZERO;
  const above = sorted[rank.ceil().toNumber()] ?? below;
  const quantile = below.plus(above.minus(below).times(rank.minus(rank.floor())));
  const tail = mean(sorted.filter((value) => value.lte(quantile))) ?? quantile;
  return { valueAtRisk: positiveZero(quantile.negated()), conditional: positiveZero(tail.negated()) };
}

function positiveZero(value: Decimal): number {
  return value.isZero() ? 0 : value.toNumber();
}
