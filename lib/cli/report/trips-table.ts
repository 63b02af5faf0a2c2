import type { RoundTrip } from '#domain/reporting/round-trips.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { type Cell, type Column, renderDataTable } from './data-table.ts';
import { amountText, countText, numberText, signedAmountText, signedPercentText, timeText } from './figure-text.ts';
import { html, type Markup } from './markup.ts';

/** More round trips than this are shown by their first and last ones. */
const MOST_ROWS = 500;
const ROWS_AT_EACH_END = 250;

const COLUMNS: readonly Column[] = [
  { title: '#', isNumber: true },
  { title: 'Symbol' },
  { title: 'Side' },
  { title: 'Quantity', isNumber: true },
  { title: 'Entry, UTC' },
  { title: 'Entry price', isNumber: true },
  { title: 'Exit, UTC' },
  { title: 'Exit price', isNumber: true },
  { title: 'Costs', isNumber: true },
  { title: 'P&L', isNumber: true },
  { title: 'Return', isNumber: true },
  { title: 'Exit by' },
];

/** Round trips in the order of `trade_log.json`, numbered from 1. */
export function renderTripsTable(trips: readonly RoundTrip[]): Markup {
  if (trips.length === 0) return html`<p class="empty">No trade was made.</p>`;
  const rows = (from: number, to: number): Cell[][] =>
    trips.slice(from, to).map((trip, offset) => tripRow(trip, from + offset + 1));
  const label = 'Round trips';
  const className = 'trips';
  if (trips.length <= MOST_ROWS)
    return renderDataTable({ label, className, columns: COLUMNS, rows: rows(0, trips.length) });
  const left = trips.length - 2 * ROWS_AT_EACH_END;
  return html`<p class="hint">The first ${ROWS_AT_EACH_END} and the last ${ROWS_AT_EACH_END} of ${countText(trips.length, 'round trip')}: ${countText(left, 'round trip')} between them left out here, all are in trade_log.json.</p>
${renderDataTable({ label: `${label}, the first ${ROWS_AT_EACH_END}`, className, columns: COLUMNS, rows: rows(0, ROWS_AT_EACH_END) })}
<p class="gap">… ${countText(left, 'round trip')} left out …</p>
${renderDataTable({ label: `${label}, the last ${ROWS_AT_EACH_END}`, className, columns: COLUMNS, rows: rows(trips.length - ROWS_AT_EACH_END, trips.length) })}`;
}

function tripRow(trip: RoundTrip, number: number): Cell[] {
  const change = trip.pnl === null || trip.entryNotional.isZero() ? null : trip.pnl.div(trip.entryNotional);
  const tone = trip.pnl === null ? 'muted' : trip.pnl.gt(0) ? 'gain' : 'loss';
  return [
    { text: String(number) },
    { text: trip.symbol },
    { text: trip.side },
    { text: numberText(trip.quantity) },
    { text: timeText(trip.entryTime), tone: 'time' },
    { text: numberText(trip.entryPrice) },
    { text: trip.exitTime === null ? 'open' : timeText(trip.exitTime), tone: 'time' },
    { text: numberText(trip.exitPrice) },
    { text: amountText(trip.entryFee.plus(trip.exitFee ?? ZERO).plus(trip.funding)) },
    { text: signedAmountText(trip.pnl), tone },
    { text: signedPercentText(change), tone },
    { text: trip.exitReason === null ? '' : trip.exitReason.replaceAll('_', ' ') },
  ];
}
