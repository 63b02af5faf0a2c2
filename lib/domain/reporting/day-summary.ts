import type { ClosedTrade } from '../accounts/closed-trade.ts';
import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import type { Fill } from '../orders/fill.ts';
import { ORDER_STATES, type Order } from '../orders/order.ts';
import type { CashAdjustment } from '../reconciliation/adjustment.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { fixedToDecimal, roundToFixed } from '../shared/fixed.ts';
import { DAY, type Instant, toUtcDay } from '../shared/instant.ts';
import { isFunding } from './round-trips.ts';
import type { RiskNotice } from './session-records.ts';
import { DrawdownTrack } from './statistics/drawdown.ts';
import { executionFigures } from './statistics/execution-figures.ts';

/** What the ledger has of a trading day. Records of other days may be among them: they are left out. */
export interface DayRecords {
  /** Of all sessions, ascending by bar; with some of the days before, from which the day goes on. */
  readonly snapshots: readonly EquitySnapshot[];
  /** Cash that the account began with, if it began with these snapshots; `null`: it is older. */
  readonly openingCash: Decimal | null;
  readonly adjustments: readonly CashAdjustment[];
  readonly orders: readonly Order[];
  readonly fills: readonly Fill[];
  readonly trades: readonly ClosedTrade[];
  readonly events: readonly RiskNotice[];
}

/** One trading day of an account, which is a UTC day. Amounts in its currency; `null`: the records cannot tell. */
export interface DaySummary {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** When it began, and at its last bar. */
  readonly startEquity: Decimal | null;
  readonly endEquity: Decimal | null;
  /** What the account has earned, net of fees: deposits and withdrawals are not in it, dividends and the like are. */
  readonly pnl: Decimal | null;
  /** Of closed quantities, net of every fee. */
  readonly realized: Decimal | null;
  /** Deposited, or withdrawn: what the equity changed by beside the P&L. */
  readonly transfers: Decimal | null;
  readonly fees: Decimal;
  /** By currency, in that currency: of no known value here. */
  readonly otherFees: ReadonlyMap<string, Decimal>;
  /** Orders made on the day, by `denied` (by risk) or the state that they are in. */
  readonly orders: ReadonlyMap<string, number>;
  /** What the venue has made: without funding, and what was declared. */
  readonly fills: number;
  readonly closedTrades: number;
  readonly wins: number;
  readonly winRate: number | null;
  /** Largest fall of the day, a fraction of the equity that it fell from; transfers are none. */
  readonly maxDrawdown: Decimal | null;
  /** By severity. */
  readonly riskEvents: ReadonlyMap<string, number>;
}

/** Sums up the UTC day that begins at `start`. What came later about it (a fill that is learnt the day after) is in it when it is asked for again. */
export function summariseDay(records: DayRecords, start: Instant): DaySummary {
  const isOfDay = (at: Instant): boolean => at >= start && at < start + DAY;
  const fills = records.fills.filter(({ time }) => isOfDay(time));
  const trades = records.trades.filter(({ closedAt }) => isOfDay(closedAt));
  const wins = trades.filter(({ pnl }) => pnl.gt(0)).length;
  const { fees, otherFees } = executionFigures(fills);
  return {
    day: toUtcDay(start),
    ...equityOf(records, start),
    fees,
    otherFees,
    orders: countOrders(records.orders.filter(({ createdAt }) => isOfDay(createdAt))),
    fills: fills.filter((fill) => !isFunding(fill) && fill.provenance === undefined).length,
    closedTrades: trades.length,
    wins,
    winRate: trades.length === 0 ? null : wins / trades.length,
    riskEvents: countRisk(records.events.filter(({ at }) => isOfDay(at))),
  };
}

type EquityFigures = Pick<DaySummary, 'startEquity' | 'endEquity' | 'pnl' | 'realized' | 'transfers' | 'maxDrawdown'>;
const UNKNOWN: EquityFigures = {
  startEquity: null,
  endEquity: null,
  pnl: null,
  realized: null,
  transfers: null,
  maxDrawdown: null,
};

/**
 * Realised and unrealised P&L are sums since the account was opened, which no transfer moves: their change is what the day has earned by trading. A day that
 * nothing is known before begins with its first bar.
 */
function equityOf({ adjustments, openingCash, snapshots }: DayRecords, start: Instant): EquityFigures {
  const ofDay = snapshots.filter(({ barTime }) => barTime >= start && barTime < start + DAY);
  const [first, last] = [ofDay[0], ofDay.at(-1)];
  if (first === undefined || last === undefined) return UNKNOWN;
  const before = snapshots.findLast(({ barTime }) => barTime < start);
  const base = pointOf(before ?? first);
  const from = before === undefined && openingCash !== null ? { ...NOTHING, equity: openingCash } : base;
  const to = pointOf(last);
  const earned = adjustments
    .filter(({ at, movement }) => movement?.kind === 'result' && at >= start && at < start + DAY)
    .reduce((sum, { amount }) => sum.plus(amount), ZERO);
  const pnl = to.total.minus(from.total).plus(earned);
  const track = new DrawdownTrack(roundToFixed(from.equity), start);
  for (const one of ofDay) track.add(one.barTime, roundToFixed(from.equity.plus(pointOf(one).total).minus(from.total)));
  return {
    startEquity: from.equity,
    endEquity: to.equity,
    pnl,
    realized: to.realized.minus(from.realized),
    transfers: to.equity.minus(from.equity).minus(pnl),
    maxDrawdown: track.result().fraction,
  };
}

const NOTHING = { realized: ZERO, total: ZERO };

function pointOf({ equity, realizedPnl, unrealizedPnl }: EquitySnapshot) {
  return {
    equity: fixedToDecimal(equity),
    realized: fixedToDecimal(realizedPnl),
    total: fixedToDecimal(realizedPnl + unrealizedPnl),
  };
}

/** In the order of the states, those denied last. */
function countOrders(orders: readonly Order[]): ReadonlyMap<string, number> {
  const sent = orders.filter(({ cause }) => cause !== 'RISK');
  const counts = ORDER_STATES.map((state) => [state, sent.filter((one) => one.state === state).length] as const);
  return new Map([...counts, ['denied', orders.length - sent.length] as const].filter(([, count]) => count > 0));
}

function countRisk(events: readonly RiskNotice[]): ReadonlyMap<string, number> {
  const severities = ['critical', 'warning', 'info'] as const;
  const counts = severities.map((one) => [one, events.filter(({ severity }) => severity === one).length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}
