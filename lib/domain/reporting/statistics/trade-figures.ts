import { type Decimal, toMoney } from '../../shared/decimal.ts';
import { MINUTE } from '../../shared/instant.ts';
import type { RoundTrip } from '../round-trips.ts';
import { meanOf, meanPerStandardError, momentsOf, ratio, sumOf } from './moments.ts';

/** Figures of closed round trips, net of every fee; a P&L of exactly 0 is a loss. Money in the quote currency, losses ≤ 0. */
export interface TradeFigures {
  readonly closedTrades: number;
  readonly wins: number;
  readonly losses: number;
  readonly winRate: number | null;
  readonly grossProfit: Decimal;
  readonly grossLoss: Decimal;
  /** Mean P&L of a trade. */
  readonly expectancy: Decimal | null;
  readonly averageWin: Decimal | null;
  readonly averageLoss: Decimal | null;
  readonly largestWin: Decimal | null;
  readonly largestLoss: Decimal | null;
  readonly profitFactor: number | null;
  readonly payoffRatio: number | null;
  readonly sqn: number | null;
  readonly averageHoldingMinutes: number | null;
  readonly maxConsecutiveWins: number;
  readonly maxConsecutiveLosses: number;
  /** Closed trades by exit reason. */
  readonly exitReasons: ReadonlyMap<string, number>;
}

export function tradeFigures(trips: readonly RoundTrip[]): TradeFigures {
  const closed = trips.filter(({ pnl }) => pnl !== null);
  const pnls = closed.flatMap(({ pnl }) => pnl ?? []);
  const won = pnls.filter((pnl) => pnl.gt(0));
  const lost = pnls.filter((pnl) => pnl.lte(0));
  const expectancy = meanOf(pnls);
  return {
    closedTrades: pnls.length,
    wins: won.length,
    losses: lost.length,
    winRate: pnls.length === 0 ? null : won.length / pnls.length,
    grossProfit: sumOf(won),
    grossLoss: sumOf(lost),
    expectancy: expectancy === null ? null : toMoney(expectancy),
    averageWin: averageOf(won),
    averageLoss: averageOf(lost),
    largestWin: won.reduce<Decimal | null>((most, pnl) => (most?.gte(pnl) ? most : pnl), null),
    largestLoss: lost.reduce<Decimal | null>((most, pnl) => (most?.lte(pnl) ? most : pnl), null),
    profitFactor: profitFactor(pnls),
    payoffRatio: payoffRatio(pnls),
    sqn: systemQualityNumber(pnls),
    averageHoldingMinutes: averageHolding(closed),
    maxConsecutiveWins: longestRun(pnls, (pnl) => pnl.gt(0)),
    maxConsecutiveLosses: longestRun(pnls, (pnl) => pnl.lte(0)),
    exitReasons: countBy(closed.flatMap(({ exitReason }) => exitReason ?? [])),
  };
}

/**
 * System quality number: √n × mean ÷ sample deviation of the trades' P&L. Van Tharp (2008), Definitive Guide to Position Sizing, with
 * P&L for R-multiples, which need stops. `null` below two trades, or when all are equal.
 */
export function systemQualityNumber(pnls: readonly Decimal[]): number | null {
  return meanPerStandardError(momentsOf(pnls));
}

/** Gross profit ÷ |gross loss|; `null` when nothing was lost. MetaTrader 5 Help, Testing Report: Profit Factor. */
export function profitFactor(pnls: readonly Decimal[]): number | null {
  return ratio(sumOf(pnls.filter((pnl) => pnl.gt(0))), sumOf(pnls.filter((pnl) => pnl.lte(0))).abs());
}

/** Mean winning ÷ |mean losing| P&L; `null` without a win, or when nothing was lost. RightEdge User Guide, Payoff Ratio. */
export function payoffRatio(pnls: readonly Decimal[]): number | null {
  const win = meanOf(pnls.filter((pnl) => pnl.gt(0)));
  const loss = meanOf(pnls.filter((pnl) => pnl.lte(0)));
  return ratio(win, loss?.abs() ?? null);
}

/** Counts of equal texts, in code unit order. */
export function countBy(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function averageOf(values: readonly Decimal[]): Decimal | null {
  const mean = meanOf(values);
  return mean === null ? null : toMoney(mean);
}

function averageHolding(closed: readonly RoundTrip[]): number | null {
  if (closed.length === 0) return null;
  const total = closed.reduce((sum, trip) => sum + ((trip.exitTime ?? trip.entryTime) - trip.entryTime), 0);
  return total / closed.length / MINUTE;
}

function longestRun(pnls: readonly Decimal[], belongs: (pnl: Decimal) => boolean): number {
  let longest = 0;
  let run = 0;
  for (const pnl of pnls) {
    run = belongs(pnl) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
