import Papa from 'papaparse';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { toIso } from '#domain/shared/instant.ts';
import { UsageError } from '../usage-error.ts';
import { parseTimestamp } from './parse-timestamp.ts';

/** A bar as the file tells it: when it closes depends on its neighbours and the timeframe. */
export interface BarRow {
  readonly openTime: Instant;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
}

export interface ParsedBars {
  /** Ascending by time, at least one. */
  readonly rows: readonly BarRow[];
  /** Every row has the column `source` with the word `synthetic`. */
  readonly isSynthetic: boolean;
}

const COLUMNS = ['timestamp', 'open', 'high', 'low', 'close', 'volume'] as const;
type Column = (typeof COLUMNS)[number];
type Columns = Readonly<Record<Column, number>> & { readonly source: number; readonly width: number };

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** A number of the file: as it is written, exact, and as the nearest float for quick comparisons. */
interface Parsed {
  readonly text: string;
  readonly near: number;
  readonly exact: Decimal;
}
const NOTHING: Parsed = { text: '0', near: 0, exact: ZERO };
/** Prices within what the ledger adds up exactly. */
const LEAST_PRICE: Parsed = { text: '1e-18', near: 1e-18, exact: new Decimal('1e-18') };
const TOO_HIGH: Parsed = { text: '1e16', near: 1e16, exact: new Decimal('1e16') };

/** Longest text of the file in a message. */
const MAX_QUOTED = 60;

interface RowContext {
  readonly columns: Columns;
  /** Time of the row before. */
  previous: Instant | undefined;
  /** File and line. */
  where: () => string;
  /** Numbers seen: most prices of a file come many times, and building a Decimal is what takes the time. */
  readonly numbers: Map<string, Parsed>;
}
const MAX_NUMBERS = 100_000;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/**
 * Reads CSV bars. `source` names the file in errors.
 *
 * @throws {UsageError} with the line for everything that is not a sound, ascending series of bars.
 */
export function parseBars(csv: string, source: string): ParsedBars {
  const lines = csv.includes('\r') ? csv.replaceAll(/\r\n?/g, '\n') : csv;
  const { data, errors } = Papa.parse<string[]>(lines, { delimiter: ',', newline: '\n' });
  const lineOf = lineNumbers(data, lines.includes('"'));
  const malformed = errors[0];
  if (malformed !== undefined)
    throw new UsageError(`${source} line ${lineOf(malformed.row ?? 0)}: ${malformed.message}, expected sound CSV`);
  const headerAt = data.findIndex((row) => !isBlank(row));
  const header = data[headerAt];
  if (header === undefined)
    throw new UsageError(`${source}: the file is empty, expected the header ${COLUMNS.join(',')}`);
  const columns = findColumns(header, `${source} line ${lineOf(headerAt)}`);
  const context: RowContext = { columns, previous: undefined, where: () => source, numbers: new Map() };
  const rows: BarRow[] = [];
  let isSynthetic = columns.source >= 0;
  for (let index = headerAt + 1; index < data.length; index += 1) {
    const row = data[index] ?? [];
    if (isBlank(row)) continue;
    context.where = () => `${source} line ${lineOf(index)}`;
    const bar = parseRow(row, context);
    context.previous = bar.openTime;
    rows.push(bar);
    isSynthetic &&= row[columns.source]?.trim() === 'synthetic';
  }
  if (rows.length === 0) throw new UsageError(`${source}: received a header and no bars, expected at least one bar`);
  return { rows, isSynthetic };
}

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0]?.trim() === '';
}

/** Line, from 1, of a row's first character; a quoted field may span several lines. */
function lineNumbers(data: readonly (readonly string[])[], hasQuotes: boolean): (index: number) => number {
  if (!hasQuotes) return (index) => index + 1;
  return (index) => data.slice(0, index).reduce((line, row) => line + row.join('').split('\n').length, 1);
}

function findColumns(header: readonly string[], where: string): Columns {
  const names = header.map((name) => name.trim().toLowerCase());
  const at = (column: Column): number => {
    const index = names.indexOf(column);
    if (index < 0)
      throw new UsageError(
        `${where}: column ${column} is missing: received ${quote(header.join(','))}, expected ${COLUMNS.join(',')} in any order`,
      );
    if (names.includes(column, index + 1))
      throw new UsageError(`${where}: column ${column} appears twice, expected it once`);
    return index;
  };
  return {
    timestamp: at('timestamp'),
    open: at('open'),
    high: at('high'),
    low: at('low'),
    close: at('close'),
    volume: at('volume'),
    source: names.indexOf('source'),
    width: names.length,
  };
}

function parseRow(row: readonly string[], context: RowContext): BarRow {
  const { columns, where } = context;
  if (row.length > columns.width) {
    throw new UsageError(`${where()}: received ${row.length} fields, expected ${columns.width} as in the header`);
  }
  const openTime = parseTime(row[columns.timestamp], context.previous, where);
  const read = (column: Column): Parsed => parseNumber(row[columns[column]], column, context);
  const bar = {
    open: read('open'),
    high: read('high'),
    low: read('low'),
    close: read('close'),
    volume: read('volume'),
  };
  checkBar(bar, where);
  return {
    openTime,
    open: bar.open.exact,
    high: bar.high.exact,
    low: bar.low.exact,
    close: bar.close.exact,
    volume: bar.volume.exact,
  };
}

function parseTime(field: string | undefined, previous: Instant | undefined, where: () => string): Instant {
  const time = parseTimestamp((field ?? '').trim());
  if (time === null) {
    throw new UsageError(
      `${where()}: timestamp: received ${quote(field)}, expected ISO-8601 or seconds or milliseconds since 1970 (not in 8 digits)`,
    );
  }
  if (previous === undefined || time > previous) return time;
  const fault = time === previous ? 'is a duplicate of the bar before' : `goes back from ${toIso(previous)}`;
  throw new UsageError(`${where()}: timestamp: received ${toIso(time)}, which ${fault}; expected ascending times`);
}

function parseNumber(field: string | undefined, column: Column, context: RowContext): Parsed {
  const text = (field ?? '').trim();
  const known = context.numbers.get(text);
  if (known !== undefined) return known;
  const near = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(near))
    throw new UsageError(`${context.where()}: ${column}: received ${quote(field)}, expected a number`);
  const parsed = { text, near, exact: new Decimal(text) };
  if (context.numbers.size >= MAX_NUMBERS) context.numbers.clear();
  context.numbers.set(text, parsed);
  return parsed;
}

function checkBar(bar: Readonly<Record<Exclude<Column, 'timestamp'>, Parsed>>, where: () => string): void {
  const { high, low, volume } = bar;
  const refuse = (column: Column, received: Parsed, expected: string): never => {
    throw new UsageError(`${where()}: ${column}: received ${cut(received.text)}, expected ${expected}`);
  };
  for (const column of PRICES) {
    if (!isAbove(LEAST_PRICE, bar[column]) && isAbove(TOO_HIGH, bar[column])) continue;
    refuse(column, bar[column], 'a price > 0: at least 1e-18 and below 1e16');
  }
  if (isAbove(low, high)) refuse('high', high, `at least the low ${cut(low.text)}`);
  for (const column of ['open', 'close'] as const) {
    if (!isAbove(bar[column], high) && !isAbove(low, bar[column])) continue;
    refuse(column, bar[column], `a price within low and high [${cut(low.text)}, ${cut(high.text)}]`);
  }
  if (isAbove(NOTHING, volume)) refuse('volume', volume, 'a volume ≥ 0');
}

/** Exact; decided by the floats where those differ, since rounding keeps the order. */
function isAbove(a: Parsed, b: Parsed): boolean {
  return a.near === b.near ? a !== b && a.exact.gt(b.exact) : a.near > b.near;
}

function cut(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text;
}

function quote(field: string | undefined): string {
  return field === undefined || field.trim() === '' ? 'nothing' : JSON.stringify(cut(field));
}
