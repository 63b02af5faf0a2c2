import { Decimal, ZERO } from '../../shared/decimal.ts';
import { DAY, type Instant } from '../../shared/instant.ts';
import type { RoundTrip } from '../round-trips.ts';
import { finite, meanOf, meanPerStandardError, momentsOf, ratio, sumOf } from './moments.ts';

/** Days of freqtrade's year, whatever is traded. */
const YEAR = 365;

/** What freqtrade calls its backtest. */
export interface Backtest {
  readonly startingBalance: Decimal;
  readonly finalBalance: Decimal;
  /** Timestamps of the first and the last bar. */
  readonly firstBar: Instant;
  readonly lastBar: Instant;
}

/** Money in the quote currency. `null` where freqtrade writes −100, 100 or 0 for what is undefined. */
export interface FreqtradeFigures {
  readonly backtestDays: number;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly sqn: number | null;
  readonly profitFactor: number | null;
  readonly expectancy: Decimal | null;
  readonly expectancyRatio: number | null;
  readonly cagr: number | null;
  readonly winrate: number | null;
  /** Of the balance, at the largest fall in money. */
  readonly maxDrawdownAccount: number | null;
  /** The largest fall in relation to the balance. */
  readonly maxRelativeDrawdown: number | null;
  readonly maxDrawdownAbs: Decimal | null;
}

/**
 * A run's figures by freqtrade's formulas (freqtrade/freqtrade: `freqtrade/data/metrics.py`, `optimize_reports.py`), which go by closed trades and
 * calendar days and not by daily returns: P&L of each trade ÷ starting balance, whatever its length; a year of 365 days; days = whole
 * days between the first and the last bar, at least 1. A P&L of 0 is neither a win nor a loss. Differs from freqtrade in one thing: an open
 * position is valued, not sold on the last bar.
 *
 * Sharpe = Σ P&L ÷ days ÷ population deviation × √365 of all trades, Sortino that of the losing ones about their own mean; Calmar = Σ P&L in percent
 * of the starting balance ÷ days ÷ drawdown at the largest fall in money × √365; SQN = √n × mean ÷ sample deviation.
 */
export function freqtradeFigures(trips: readonly RoundTrip[], backtest: Backtest): FreqtradeFigures {
  const pnls = trips
    .filter(({ exitTime }) => exitTime !== null)
    .sort((a, b) => (a.exitTime ?? 0) - (b.exitTime ?? 0))
    .flatMap(({ pnl }) => pnl ?? []);
  const days = Math.max(1, Math.floor((backtest.lastBar - backtest.firstBar) / DAY));
  const isMoment = backtest.lastBar <= backtest.firstBar;
  const drawdown = closedDrawdown(pnls, backtest.startingBalance);
  const losses = pnls.filter((pnl) => pnl.lt(0));
  const moments = momentsOf(pnls);
  const perDay = sumOf(pnls).div(days).times(new Decimal(YEAR).sqrt());
  return {
    backtestDays: days,
    sharpe: isMoment ? null : ratio(perDay, moments?.populationDeviation ?? null),
    sortino: isMoment ? null : ratio(perDay, momentsOf(losses)?.populationDeviation ?? null),
    calmar: isMoment ? null : ratio(perDay.div(backtest.startingBalance).times(100), drawdown?.account ?? null),
    sqn: meanPerStandardError(moments),
    ...expectancy(pnls),
    cagr: cagr(backtest, days),
    maxDrawdownAccount: drawdown === null ? null : finite(drawdown.account),
    maxRelativeDrawdown: drawdown === null ? null : finite(drawdown.relative),
    maxDrawdownAbs: drawdown?.amount ?? null,
  };
}

/** (final ÷ starting balance)^(365 ÷ days) − 1. */
function cagr({ startingBalance, finalBalance }: Backtest, days: number): number | null {
  if (startingBalance.lte(0) || finalBalance.lt(0)) return null;
  return finite(finalBalance.div(startingBalance).pow(new Decimal(YEAR).div(days)).minus(1));
}

/** Expectancy = win rate × mean win − loss rate × mean loss; its ratio = (1 + mean win ÷ mean loss) × win rate − 1. */
function expectancy(
  pnls: readonly Decimal[],
): Pick<FreqtradeFigures, 'winrate' | 'profitFactor' | 'expectancy' | 'expectancyRatio'> {
  if (pnls.length === 0) return { winrate: null, profitFactor: null, expectancy: null, expectancyRatio: null };
  const won = pnls.filter((pnl) => pnl.gt(0));
  const lost = pnls.filter((pnl) => pnl.lt(0));
  const winrate = new Decimal(won.length).div(pnls.length);
  const loss = meanOf(lost)?.abs() ?? null;
  const payoff = loss === null ? null : (meanOf(won) ?? ZERO).div(loss);
  return {
    winrate: finite(winrate),
    profitFactor: ratio(sumOf(won), sumOf(lost).abs()),
    expectancy: meanOf(pnls),
    expectancyRatio: payoff === null ? null : finite(payoff.plus(1).times(winrate).minus(1)),
  };
}

interface ClosedDrawdown {
  readonly amount: Decimal;
  readonly account: Decimal;
  readonly relative: Decimal;
}

/** Falls of starting balance + closed P&L below its highest value so far, trade by trade; `null` without a trade. */
function closedDrawdown(pnls: readonly Decimal[], startingBalance: Decimal): ClosedDrawdown | null {
  if (pnls.length === 0) return null;
  let balance = startingBalance;
  let peak = startingBalance;
  let deepest: ClosedDrawdown = { amount: ZERO, account: ZERO, relative: ZERO };
  for (const pnl of pnls) {
    balance = balance.plus(pnl);
    peak = Decimal.max(peak, balance);
    const fall = peak.minus(balance);
    const share = peak.gt(0) ? fall.div(peak) : ZERO;
    if (fall.gt(deepest.amount)) deepest = { ...deepest, amount: fall, account: share };
    if (share.gt(deepest.relative)) deepest = { ...deepest, relative: share };
  }
  return deepest;
}
