import { BAR_FIELDS, type BarDigits, type BarField } from '#domain/shared/bar.ts';
import type { BarRow } from '#domain/shared/bar-series.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { toIso } from '#domain/shared/instant.ts';
import type { ColumnPlaces } from './bar-columns.ts';
import { cutField, type FileNumber, isAbove, quoteField, readFileNumber } from './file-number.ts';
import { parseTimestamp } from './parse-timestamp.ts';

/** What a replay refuses in a row. */
export const ROW_FAULTS = [
  'malformed_row',
  'timestamp',
  'duplicate',
  'wrong_order',
  'not_a_number',
  'price',
  'ohlc',
  'negative_volume',
] as const;

export interface RowFault {
  readonly kind: (typeof ROW_FAULTS)[number];
  /** Field, what was received, what is expected. */
  readonly text: string;
}

type Numbers = Readonly<Record<BarField, FileNumber>>;

/** Prices within what the ledger adds up exactly. */
export const LEAST_PRICE = 1e-18;
export const PRICE_LIMIT = 1e16;
const LEAST: FileNumber = { text: '1e-18', near: LEAST_PRICE, exact: null };
const LIMIT: FileNumber = { text: '1e16', near: PRICE_LIMIT, exact: null };
const NOTHING: FileNumber = { text: '0', near: 0, exact: null };

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** The row's time; a row longer than the header has none. */
export function judgeTime(row: readonly string[], columns: ColumnPlaces): Instant | RowFault {
  if (row.length > columns.width) {
    const text = `received ${row.length} fields, expected ${columns.width} as in the header`;
    return { kind: 'malformed_row', text };
  }
  const field = row[columns.timestamp];
  const expected = 'ISO-8601 or seconds or milliseconds since 1970 (not in 8 digits)';
  const fault = { kind: 'timestamp', text: `timestamp: received ${quoteField(field)}, expected ${expected}` } as const;
  return parseTimestamp((field ?? '').trim()) ?? fault;
}

/** What is wrong with a bar at `time` after one at `previous`. */
export function judgeOrder(time: Instant, previous: Instant): RowFault | null {
  if (time > previous) return null;
  const isDuplicate = time === previous;
  const what = isDuplicate ? 'is a duplicate of the bar before' : `goes back from ${toIso(previous)}`;
  return {
    kind: isDuplicate ? 'duplicate' : 'wrong_order',
    text: `timestamp: received ${toIso(time)}, which ${what}; expected ascending times`,
  };
}

/** The bar that the row says, or the first thing that makes it none. */
export function judgeBar(row: readonly string[], columns: ColumnPlaces, openTime: Instant): BarRow | RowFault {
  const numbers: Partial<Record<BarField, FileNumber>> = {};
  for (const field of BAR_FIELDS) {
    const text = row[columns[field]];
    const number = readFileNumber(text);
    if (number === null)
      return { kind: 'not_a_number', text: `${field}: received ${quoteField(text)}, expected a number` };
    numbers[field] = number;
  }
  const { open = NOTHING, high = NOTHING, low = NOTHING, close = NOTHING, volume = NOTHING } = numbers;
  const bar = { open, high, low, close, volume };
  return judgeNumbers(bar) ?? toBarRow(openTime, bar);
}

function judgeNumbers(bar: Numbers): RowFault | null {
  const { high, low, volume } = bar;
  const refuse = (kind: RowFault['kind'], field: BarField, expected: string): RowFault => {
    return { kind, text: `${field}: received ${cutField(bar[field].text)}, expected ${expected}` };
  };
  const unpriced = PRICES.find((price) => isAbove(LEAST, bar[price]) || !isAbove(LIMIT, bar[price]));
  if (unpriced !== undefined) return refuse('price', unpriced, 'a price > 0: at least 1e-18 and below 1e16');
  if (isAbove(low, high)) return refuse('ohlc', 'high', `at least the low ${cutField(low.text)}`);
  const outside = (['open', 'close'] as const).find((price) => isAbove(bar[price], high) || isAbove(low, bar[price]));
  if (outside !== undefined) {
    const bounds = `[${cutField(low.text)}, ${cutField(high.text)}]`;
    return refuse('ohlc', outside, `a price within low and high ${bounds}`);
  }
  return isAbove(NOTHING, volume) ? refuse('negative_volume', 'volume', 'a volume ≥ 0') : null;
}

function toBarRow(openTime: Instant, bar: Numbers): BarRow {
  const digits = BAR_FIELDS.flatMap((field): [BarField, Decimal][] => {
    const { exact } = bar[field];
    return exact === null ? [] : [[field, exact]];
  });
  const row = {
    openTime,
    open: bar.open.near,
    high: bar.high.near,
    low: bar.low.near,
    close: bar.close.near,
    volume: bar.volume.near,
  };
  return digits.length === 0 ? row : { ...row, digits: digitTexts(digits) };
}

function digitTexts(decimals: readonly (readonly [BarField, Decimal])[]): BarDigits {
  return Object.fromEntries(decimals.map(([field, decimal]) => [field, decimal.toFixed()]));
}
