import { type Decimal, toPlain } from '../shared/decimal.ts';
import { toIso } from '../shared/instant.ts';
import { renderPnlCsv } from './pnl-csv.ts';
import { type RoundTrip, roundTrips } from './round-trips.ts';
import type { RunDescription, SessionRecords } from './session-records.ts';
import { summarise } from './summary.ts';

/** The result files of a session, name to content. They hold no wall-clock time and no path: same run, same bytes. */
export interface SessionFiles {
  readonly 'pnl.csv': string;
  readonly 'trade_log.json': string;
  readonly 'summary.json': string;
}

export function renderSessionFiles(records: SessionRecords, run: RunDescription): SessionFiles {
  return {
    'pnl.csv': renderPnlCsv(records.snapshots),
    'trade_log.json': renderJson(roundTrips(records.fills).map(tradeLogEntry)),
    'summary.json': renderJson(summarise(records, run)),
  };
}

function tradeLogEntry(trip: RoundTrip): Readonly<Record<string, unknown>> {
  const plain = (value: Decimal | null): string | null => (value === null ? null : toPlain(value));
  return {
    symbol: trip.symbol,
    side: trip.side,
    qty: toPlain(trip.quantity),
    entry_time: toIso(trip.entryTime),
    entry_price: toPlain(trip.entryPrice),
    entry_fee: toPlain(trip.entryFee),
    exit_time: trip.exitTime === null ? null : toIso(trip.exitTime),
    exit_price: plain(trip.exitPrice),
    exit_fee: plain(trip.exitFee),
    pnl: plain(trip.pnl),
    exit_reason: trip.exitReason,
    client_order_ids: trip.clientOrderIds,
  };
}

function renderJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
