import type { Fill } from '../orders/fill.ts';
import { ORDER_STATES, type Order, type OrderState } from '../orders/order.ts';
import { type Decimal, toMoney, toPlain, ZERO } from '../shared/decimal.ts';
import { MINUTE } from '../shared/instant.ts';
import { dailyEquity, dailyReturns } from './daily-returns.ts';
import { maxDrawdown } from './drawdown.ts';
import { calmar, mean, profitFactor, sharpe, sortino, systemQualityNumber, tailLoss } from './ratios.ts';
import type { RoundTrip } from './round-trips.ts';
import { roundTrips } from './round-trips.ts';
import type { RunDescription, SessionRecords } from './session-records.ts';

/** Content of `summary.json`: money and quantities are decimal strings, counts and ratios numbers, undefined is `null`. */
export type Summary = Readonly<Record<string, unknown>>;

/** Sums a session up. A figure that its records cannot give is `null`, never 0. */
export function summarise(records: SessionRecords, run: RunDescription): Summary {
  const last = records.snapshots.at(-1);
  const finalEquity = last?.equity ?? run.initialBalance;
  return {
    trades_executed: records.fills.length,
    ...tradeFigures(roundTrips(records.fills)),
    total_pnl: toPlain(finalEquity.minus(run.initialBalance)),
    total_fees: toPlain(records.fills.reduce((total, fill) => total.plus(fill.fee), ZERO)),
    final_equity: toPlain(finalEquity),
    [`final_balance_${run.currency.toLowerCase()}`]: toPlain(last?.cash ?? run.initialBalance),
    final_positions: finalPositions(records.fills),
    ...equityFigures(records, run, finalEquity),
    annualisation: run.annualisation,
    duration_minutes: (run.lastBarClose - run.firstBarOpen) / MINUTE,
    bars: run.bars,
    ...orderFigures(records.orders),
    strategy: run.strategy,
    params: run.params,
    seed: run.seed,
    data_sha256: run.dataSha256,
  };
}

/** Over closed round trips, net of both fees; a P&L of exactly 0 is a loss. Expectancy is the mean P&L of a trade. */
function tradeFigures(trips: readonly RoundTrip[]): Summary {
  const pnls = trips.flatMap(({ pnl }) => pnl ?? []);
  const wins = pnls.filter((pnl) => pnl.gt(0)).length;
  const expectancy = mean(pnls);
  return {
    closed_trades: pnls.length,
    wins,
    losses: pnls.length - wins,
    win_rate: pnls.length === 0 ? null : wins / pnls.length,
    sqn: systemQualityNumber(pnls),
    profit_factor: profitFactor(pnls),
    expectancy: expectancy === null ? null : toPlain(toMoney(expectancy)),
  };
}

function equityFigures({ snapshots }: SessionRecords, run: RunDescription, final: Decimal): Summary {
  const curve = snapshots.map(({ equity }) => equity);
  const drawdown = maxDrawdown(run.initialBalance, curve);
  const days = dailyEquity(snapshots);
  const returns = dailyReturns(days) ?? [];
  const tail = tailLoss(returns);
  const exposed = snapshots.filter(({ positionValue }) => !positionValue.isZero()).length;
  return {
    max_drawdown: drawdown.fraction.toNumber(),
    max_drawdown_abs: toPlain(drawdown.amount),
    sharpe: sharpe(returns, run.annualisation),
    sortino: sortino(returns, run.annualisation),
    calmar: calmar({ initial: run.initialBalance, final }, days.length, run.annualisation, drawdown.fraction),
    exposure_time: snapshots.length === 0 ? null : exposed / snapshots.length,
    var_95: tail?.valueAtRisk ?? null,
    cvar_95: tail?.conditional ?? null,
  };
}

/** Submitted are the orders that the venue is proven to have, by its own id. */
function orderFigures(orders: readonly Order[]): Summary {
  const count = (state: OrderState): number => orders.filter((order) => order.state === state).length;
  return {
    orders_submitted: orders.filter(({ brokerOrderId }) => brokerOrderId !== null).length,
    orders_rejected: count('REJECTED'),
    orders_by_state: Object.fromEntries(ORDER_STATES.map((state) => [state, count(state)])),
  };
}

function finalPositions(fills: readonly Fill[]): Readonly<Record<string, string>> {
  const quantities = new Map<string, Decimal>();
  for (const { symbol, side, quantity } of fills) {
    const signed = side === 'buy' ? quantity : quantity.negated();
    quantities.set(symbol, (quantities.get(symbol) ?? ZERO).plus(signed));
  }
  const open = [...quantities].filter(([, quantity]) => !quantity.isZero()).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(open.map(([symbol, quantity]) => [symbol, toPlain(quantity)]));
}
