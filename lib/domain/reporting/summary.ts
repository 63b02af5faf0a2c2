import type { Fill } from '../orders/fill.ts';
import { signedQuantity } from '../orders/fill-amounts.ts';
import { type Decimal, toMoney, toPlain, ZERO } from '../shared/decimal.ts';
import { MINUTE } from '../shared/instant.ts';
import type { EquityHistory } from './equity-history.ts';
import type { OrderTally } from './order-tally.ts';
import type { RoundTrip } from './round-trips.ts';
import type { RunDescription } from './session-records.ts';
import { dailyReturns } from './statistics/daily-returns.ts';
import { executionFigures, turnover } from './statistics/execution-figures.ts';
import { freqtradeFigures } from './statistics/freqtrade-figures.ts';
import { finite } from './statistics/moments.ts';
import {
  calmar,
  compoundAnnualGrowth,
  recoveryFactor,
  sharpe,
  sortino,
  ulcerIndex,
  volatility,
} from './statistics/ratios.ts';
import { tailLoss } from './statistics/tail-loss.ts';
import { tradeFigures } from './statistics/trade-figures.ts';

/** Content of `summary.json`: money and quantities are decimal strings, counts and ratios numbers, undefined is `null`. */
export type Summary = Readonly<Record<string, unknown>>;

/** What a summary is made from. */
export interface SummarySource {
  readonly run: RunDescription;
  readonly history: EquityHistory;
  readonly fills: readonly Fill[];
  readonly orders: OrderTally;
  /** Of these fills. */
  readonly trips: readonly RoundTrip[];
}

/** Sums a session up. A figure that its records cannot give is `null`, never 0. Formulas: `docs/statistics.md` and the functions called. */
export function summarise(source: SummarySource): Summary {
  const { run, history, fills, orders, trips } = source;
  return {
    ...executionSection(fills, history),
    ...tradeSection(trips),
    total_pnl: toPlain(history.finalEquity.minus(run.initialBalance)),
    final_equity: toPlain(history.finalEquity),
    [`final_balance_${run.currency.toLowerCase()}`]: toPlain(history.finalCash),
    final_positions: finalPositions(fills),
    ...equitySection(history, run),
    annualisation: run.annualisation,
    duration_minutes: (run.lastBarClose - run.firstBarOpen) / MINUTE,
    bars: run.bars,
    ...orders.figures(),
    by_symbol: bySymbol(fills, trips),
    freqtrade: freqtradeSection(source),
    strategy: run.strategy,
    params: run.params,
    seed: run.seed,
    data_sha256: run.dataSha256,
    settings: run.settings,
  };
}

function executionSection(fills: readonly Fill[], history: EquityHistory): Summary {
  const figures = executionFigures(fills);
  return {
    trades_executed: figures.trades,
    total_fees: toPlain(figures.fees),
    ...otherFeesSection(figures.otherFees),
    total_funding: toPlain(figures.funding),
    turnover: turnover(figures.tradedNotional, history.meanEquity),
    slippage_bps: figures.slippageBps,
  };
}

/** By currency; not there where nothing was paid in another one. */
function otherFeesSection(fees: ReadonlyMap<string, Decimal>): Summary {
  if (fees.size === 0) return {};
  const sorted = [...fees].sort(([a], [b]) => (a < b ? -1 : 1));
  return { other_fees: Object.fromEntries(sorted.map(([currency, amount]) => [currency, toPlain(amount)])) };
}

function tradeSection(trips: readonly RoundTrip[]): Summary {
  const figures = tradeFigures(trips);
  return {
    closed_trades: figures.closedTrades,
    wins: figures.wins,
    losses: figures.losses,
    win_rate: figures.winRate,
    sqn: figures.sqn,
    profit_factor: figures.profitFactor,
    expectancy: money(figures.expectancy),
    gross_profit: money(figures.grossProfit),
    gross_loss: money(figures.grossLoss),
    average_win: money(figures.averageWin),
    average_loss: money(figures.averageLoss),
    largest_win: money(figures.largestWin),
    largest_loss: money(figures.largestLoss),
    payoff_ratio: figures.payoffRatio,
    average_holding_minutes: figures.averageHoldingMinutes,
    max_consecutive_wins: figures.maxConsecutiveWins,
    max_consecutive_losses: figures.maxConsecutiveLosses,
    exit_reasons: Object.fromEntries(figures.exitReasons),
  };
}

function equitySection(history: EquityHistory, run: RunDescription): Summary {
  const { initialBalance: initial, annualisation } = run;
  const { drawdown, finalEquity: final } = history;
  const daily = history.days.map(({ equity }) => equity);
  const returns = dailyReturns(daily) ?? [];
  const growth = { initial, final, days: daily.length };
  const annual = compoundAnnualGrowth(growth, annualisation);
  const tail = tailLoss(returns);
  return {
    max_drawdown: finite(drawdown.fraction),
    max_drawdown_abs: toPlain(drawdown.amount),
    max_drawdown_duration_minutes: drawdown.durationMinutes,
    sharpe: sharpe(returns, annualisation),
    sortino: sortino(returns, annualisation),
    calmar: calmar(growth, annualisation, drawdown.fraction),
    cagr: annual === null ? null : finite(annual),
    volatility: volatility(returns, annualisation),
    ulcer_index: ulcerIndex(initial, daily),
    recovery_factor: recoveryFactor(final.minus(initial), drawdown.amount),
    exposure_time: history.bars === 0 ? null : history.exposedBars / history.bars,
    var_95: tail?.valueAtRisk ?? null,
    cvar_95: tail?.conditional ?? null,
  };
}

function finalPositions(fills: readonly Fill[]): Readonly<Record<string, string>> {
  const quantities = new Map<string, Decimal>();
  for (const fill of fills)
    quantities.set(fill.symbol, (quantities.get(fill.symbol) ?? ZERO).plus(signedQuantity(fill)));
  const open = [...quantities].filter(([, quantity]) => !quantity.isZero()).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(open.map(([symbol, quantity]) => [symbol, toPlain(quantity)]));
}

/** Fees are of all fills, also of what is still open. */
function bySymbol(fills: readonly Fill[], trips: readonly RoundTrip[]): Readonly<Record<string, Summary>> {
  const fees = new Map<string, Decimal>();
  for (const { symbol, fee } of fills) fees.set(symbol, (fees.get(symbol) ?? ZERO).plus(fee));
  const symbols = [...fees].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    symbols.map(([symbol, fee]) => {
      const pnls = trips.filter((trip) => trip.symbol === symbol).flatMap(({ pnl }) => pnl ?? []);
      return [
        symbol,
        {
          closed_trades: pnls.length,
          wins: pnls.filter((pnl) => pnl.gt(0)).length,
          pnl: toPlain(pnls.reduce((sum, pnl) => sum.plus(pnl), ZERO)),
          fees: toPlain(fee),
        },
      ];
    }),
  );
}

function freqtradeSection({ run, history, trips }: SummarySource): Summary {
  const figures = freqtradeFigures(trips, {
    startingBalance: run.initialBalance,
    finalBalance: history.finalEquity,
    firstBar: run.firstBarOpen,
    lastBar: history.lastBarTime ?? run.firstBarOpen,
  });
  return {
    backtest_days: figures.backtestDays,
    sharpe: figures.sharpe,
    sortino: figures.sortino,
    calmar: figures.calmar,
    sqn: figures.sqn,
    profit_factor: figures.profitFactor,
    expectancy: money(figures.expectancy),
    expectancy_ratio: figures.expectancyRatio,
    cagr: figures.cagr,
    winrate: figures.winrate,
    max_drawdown_account: figures.maxDrawdownAccount,
    max_relative_drawdown: figures.maxRelativeDrawdown,
    max_drawdown_abs: money(figures.maxDrawdownAbs),
  };
}

function money(amount: Decimal | null): string | null {
  return amount === null ? null : toPlain(toMoney(amount));
}
