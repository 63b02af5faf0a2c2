import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { EquityHistory } from './equity-history.ts';
import { EquityTrack } from './equity-track.ts';
import { renderFillsCsv } from './fills-csv.ts';
import { OrderTally } from './order-tally.ts';
import { PnlCsv } from './pnl-csv.ts';
import type { PriceChart, ReportData } from './report-data.ts';
import { RiskLog, renderRiskCsv } from './risk-log.ts';
import { roundTrips } from './round-trips.ts';
import type { RiskNotice, RunDescription } from './session-records.ts';
import { dailyReturns } from './statistics/daily-returns.ts';
import { finite } from './statistics/moments.ts';
import { monthlyReturns } from './statistics/monthly-returns.ts';
import { summarise } from './summary.ts';
import { tradeLogEntry } from './trade-log.ts';

/** What a session did beside its snapshots. */
export interface SessionOutcome {
  /** In the order in which the venue made them. */
  readonly fills: readonly Fill[];
  /** Those that were not added before. */
  readonly orders: readonly Order[];
  readonly events: readonly RiskNotice[];
  readonly prices: readonly PriceChart[];
  /** @see SessionRecords.finalCash */
  readonly finalCash?: Decimal;
}

/** The result files of a session but `pnl.csv`, which is written as the bars come, and what `report.html` shows. */
export interface FinishedReport {
  readonly 'trade_log.json': string;
  readonly 'fills.csv': string;
  readonly 'risk.csv': string;
  readonly 'summary.json': string;
  readonly data: ReportData;
}

/**
 * Makes the result files of a session from its snapshots as they come, in memory for its days, its fills and 4,000 points of its equity
 * curve, however many bars there are. The files hold no wall-clock time and no path: same run, same bytes.
 */
export class SessionReport {
  readonly #run: RunDescription;
  readonly #pnl: PnlCsv;
  readonly #track: EquityTrack;
  readonly #orders = new OrderTally();
  readonly #risk: RiskLog;

  /** @param writePnl gets the content of `pnl.csv` in pieces of about 64 KB, in order; each is overwritten after it returns. */
  constructor(run: RunDescription, writePnl: (text: Uint8Array) => void) {
    this.#run = run;
    this.#pnl = new PnlCsv(writePnl);
    this.#track = new EquityTrack(run.initialBalance, run.firstBarOpen, run.lot);
    this.#risk = new RiskLog(run.currency);
  }

  /** Takes in the next bar's snapshot. */
  add(snapshot: EquitySnapshot): void {
    this.#pnl.add(snapshot);
    this.#track.add(snapshot);
  }

  /** Takes in an order that has ended. */
  addOrder(order: Order): void {
    this.#orders.add(order);
    this.#risk.addOrder(order);
  }

  /** Writes the rest of `pnl.csv`, and sums everything up. */
  finish(outcome: SessionOutcome): FinishedReport {
    this.#pnl.flush();
    const { fills } = outcome;
    const orders = this.#orders;
    for (const order of outcome.orders) this.addOrder(order);
    const run = this.#run;
    const marked = this.#track.result();
    const history = { ...marked, finalCash: outcome.finalCash ?? marked.finalCash };
    const trips = roundTrips(fills, () => run.lot);
    const riskEvents = this.#risk.events(outcome.events, fills);
    const summary = summarise({ run, history, fills, orders, trips });
    return {
      'trade_log.json': renderJson(trips.map(tradeLogEntry)),
      'fills.csv': renderFillsCsv(fills, orders),
      'risk.csv': renderRiskCsv(this.#risk, riskEvents),
      'summary.json': renderJson(summary),
      data: {
        symbols: symbolsOf(outcome, orders),
        summary,
        equity: this.#track.points(),
        trips,
        prices: outcome.prices,
        riskEvents,
        deniedOrders: this.#risk.deniedOrders,
        ...periodData(run, history),
      },
    };
  }
}

function periodData(run: RunDescription, { bars, days }: EquityHistory) {
  const returns = dailyReturns(days.map(({ equity }) => equity)) ?? [];
  return {
    equityBars: bars,
    days: days.length,
    months: monthlyReturns(run.initialBalance, days),
    dailyReturns: returns.flatMap((value) => finite(value) ?? []),
  };
}

/** Those with a chart, as given, then others that had an order or a fill. */
function symbolsOf({ prices, fills }: SessionOutcome, orders: OrderTally): readonly string[] {
  const others = [...orders.symbols, ...fills.map(({ symbol }) => symbol)].sort();
  return [...new Set([...prices.map(({ symbol }) => symbol), ...others])];
}

function renderJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
