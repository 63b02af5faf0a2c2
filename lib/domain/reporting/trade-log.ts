import { type Decimal, toPlain } from '../shared/decimal.ts';
import { toIso } from '../shared/instant.ts';
import type { RoundTrip } from './round-trips.ts';

/** An entry of `trade_log.json`. */
export function tradeLogEntry(trip: RoundTrip): Readonly<Record<string, unknown>> {
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
    funding: toPlain(trip.funding),
    pnl: plain(trip.pnl),
    exit_reason: trip.exitReason,
    client_order_ids: trip.clientOrderIds,
  };
}
