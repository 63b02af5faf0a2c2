import type { Bar, BarDigits, BarField } from './bar.ts';
import type { Instant } from './instant.ts';

/** What a series keeps of one bar; when it closes follows from its neighbours. */
export type BarRow = Pick<Bar, 'openTime' | BarField> & { readonly digits?: BarDigits };

/** Bars of one symbol, as the limits look back at them. */
export interface BarWindow {
  readonly symbol: string;
  /** The bars that open at `from` or later and have closed by `now`, ascending. */
  between(from: Instant, now: Instant): readonly Bar[];
}

/** Numbers kept of each bar: open time and the five fields. */
const WIDTH = 6;

/**
 * All bars of one symbol, ascending by time, in columns of floats: 48 bytes a bar, so that a year of minutes fits into memory
 * several times. Bars are made as they are asked for.
 */
export class BarSeries {
  readonly symbol: string;
  /** Milliseconds of a bar. */
  readonly timeframe: number;
  readonly length: number;
  readonly #rows: Float64Array;
  readonly #digits: ReadonlyMap<number, BarDigits>;

  constructor(symbol: string, timeframe: number, rows: BarColumns) {
    this.symbol = symbol;
    this.timeframe = timeframe;
    this.length = rows.length;
    this.#rows = rows.values;
    this.#digits = rows.digits;
  }

  /** Timestamp of bar `index`; `Infinity` beyond the last. */
  openTime(index: number): Instant {
    return index < this.length ? (this.#rows[index * WIDTH] ?? Number.NaN) : Number.POSITIVE_INFINITY;
  }

  closeTime(index: number): Instant {
    return Math.min(this.openTime(index) + this.timeframe, this.openTime(index + 1));
  }

  /** @throws {RangeError} for an index outside the series. */
  at(index: number): Bar {
    if (index < 0 || index >= this.length) throw new RangeError(`no bar ${index} of ${this.length}`);
    const rows = this.#rows;
    const first = index * WIDTH;
    const bar = {
      symbol: this.symbol,
      openTime: rows[first] ?? Number.NaN,
      closeTime: this.closeTime(index),
      open: rows[first + 1] ?? Number.NaN,
      high: rows[first + 2] ?? Number.NaN,
      low: rows[first + 3] ?? Number.NaN,
      close: rows[first + 4] ?? Number.NaN,
      volume: rows[first + 5] ?? Number.NaN,
    };
    const digits = this.#digits.size === 0 ? undefined : this.#digits.get(index);
    return digits === undefined ? bar : { ...bar, digits };
  }

  *[Symbol.iterator](): Iterator<Bar> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index);
  }

  /** The bars that open at `from` or later and have closed by `now`, ascending. */
  between(from: Instant, now: Instant): Bar[] {
    const first = this.#firstWhere((index) => this.openTime(index) >= from);
    const end = this.#firstWhere((index) => this.closeTime(index) > now);
    return Array.from({ length: Math.max(end - first, 0) }, (_, offset) => this.at(first + offset));
  }

  /** Index of the first bar for which `test` holds, given that it then holds for all later ones; `length` if there is none. */
  #firstWhere(test: (index: number) => boolean): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (test(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The bars that open before `end`. */
  until(end: Instant): BarSeries {
    const length = this.#firstWhere((index) => this.openTime(index) >= end);
    return new BarSeries(this.symbol, this.timeframe, { values: this.#rows, digits: this.#digits, length });
  }
}

/** Rows as they are collected: columns that grow. */
export class BarRows {
  values: Float64Array = new Float64Array(1024 * WIDTH);
  readonly digits = new Map<number, BarDigits>();
  length = 0;

  push(row: BarRow): void {
    if ((this.length + 1) * WIDTH > this.values.length) this.#grow();
    const { openTime, open, high, low, close, volume, digits } = row;
    const first = this.length * WIDTH;
    this.values[first] = openTime;
    this.values[first + 1] = open;
    this.values[first + 2] = high;
    this.values[first + 3] = low;
    this.values[first + 4] = close;
    this.values[first + 5] = volume;
    if (digits !== undefined) this.digits.set(this.length, digits);
    this.length += 1;
  }

  #grow(): void {
    const grown = new Float64Array(this.values.length * 2);
    grown.set(this.values);
    this.values = grown;
  }
}

/** Columns of rows: what `BarRows` has collected. */
export interface BarColumns {
  readonly values: Float64Array;
  readonly digits: ReadonlyMap<number, BarDigits>;
  readonly length: number;
}

/** A series of each symbol among `bars`, by symbol; `timeframe` in milliseconds. */
export function seriesOf(bars: Iterable<Bar>, timeframe: number): BarSeries[] {
  const rows = new Map<string, BarRows>();
  for (const bar of bars) {
    const known = rows.get(bar.symbol) ?? new BarRows();
    rows.set(bar.symbol, known);
    known.push(bar);
  }
  return [...rows].map(([symbol, collected]) => new BarSeries(symbol, timeframe, collected));
}
