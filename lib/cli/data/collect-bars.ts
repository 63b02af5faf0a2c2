import { BarRows, BarSeries } from '#domain/shared/bar-series.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { toIso } from '#domain/shared/instant.ts';
import { BarReader } from '../bars/bar-reader.ts';
import { wholeRows } from '../bars/whole-rows.ts';
import { FaultCounts } from './fault-counts.ts';

/** What is in a file, put in order; what a replay refuses has been counted. */
export interface CollectedBars {
  /** Sound bars by time, the first of those of one time. */
  readonly series: BarSeries;
  /** Of all rows that have a time, each once. */
  readonly times: Float64Array;
  readonly faults: FaultCounts;
  /** The line of the row with that time; `null`: there is none. */
  readonly lineOf: (time: Instant) => number | null;
}

/**
 * Reads on after a fault, to the end.
 *
 * @throws {Error} for bytes that are neither UTF-8 nor sound gzip, and {@link UsageError} when the file can no longer be read.
 */
export function collectBars(chunks: Iterable<Buffer>, source: string): CollectedBars {
  const faults = new FaultCounts();
  /** Lines of rows that have a time and are no bars. */
  const lost = new Map<Instant, number | null>();
  const reader = new BarReader(({ kind, text, line, time }) => {
    const isOfOrder = kind === 'duplicate' || kind === 'wrong_order';
    faults.add(kind, { text, line, time });
    if (time !== null && !isOfOrder) lost.set(time, line);
  });
  for (const part of wholeRows(chunks, source)) reader.read(part);
  reader.finish();
  const { series, lines } = inOrder(reader, faults);
  const times = mergeTimes(series, lost.keys());
  const lineOf = (time: Instant): number | null => {
    const index = findTime(series, time);
    return index === null ? (lost.get(time) ?? null) : lines(index);
  };
  return { series, times, faults, lineOf };
}

/** The rows by time, and the line of each; second ones of a time are left out, and counted unless they follow the first, which the reader has told. */
function inOrder(
  { rows, lines }: BarReader,
  faults: FaultCounts,
): { readonly series: BarSeries; readonly lines: (index: number) => number } {
  const asRead = new BarSeries('', 0, rows);
  if (isAscending(asRead)) return { series: asRead, lines: (index) => lines.lineOf(index) };
  const order = Uint32Array.from({ length: asRead.length }, (_, index) => index);
  order.sort((a, b) => asRead.openTime(a) - asRead.openTime(b) || a - b);
  const kept: number[] = [];
  const sorted = new BarRows();
  for (const index of order) {
    const bar = asRead.at(index);
    const same = kept.at(-1);
    if (same === undefined || asRead.openTime(same) < bar.openTime) {
      kept.push(index);
      sorted.push(bar);
    } else if (asRead.openTime(index - 1) !== bar.openTime) {
      const text = `timestamp: received ${toIso(bar.openTime)}, which is a duplicate of line ${lines.lineOf(same)}`;
      faults.add('duplicate', { text, line: lines.lineOf(index), time: bar.openTime });
    }
  }
  return { series: new BarSeries('', 0, sorted), lines: (index) => lines.lineOf(kept[index] ?? -1) };
}

function isAscending(series: BarSeries): boolean {
  for (let index = 1; index < series.length; index += 1) {
    if (series.openTime(index) <= series.openTime(index - 1)) return false;
  }
  return true;
}

/** Ascending, each once. */
function mergeTimes(series: BarSeries, others: Iterable<Instant>): Float64Array {
  const added = [...others].filter((time) => findTime(series, time) === null);
  const times = new Float64Array(series.length + added.length);
  for (let index = 0; index < series.length; index += 1) times[index] = series.openTime(index);
  times.set(added, series.length);
  return added.length === 0 ? times : times.sort();
}

function findTime(series: BarSeries, time: Instant): number | null {
  let [low, high] = [0, series.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.openTime(middle) < time) low = middle + 1;
    else high = middle;
  }
  return series.openTime(low) === time ? low : null;
}
