import type { BarField } from '#domain/shared/bar.ts';
import { quoteField } from './file-number.ts';

export const BAR_COLUMNS = ['timestamp', 'open', 'high', 'low', 'close', 'volume'] as const;
export type BarColumn = 'timestamp' | BarField;

/** Where each column is, from 0. */
export type ColumnPlaces = Readonly<Record<BarColumn, number>> & {
  /** −1 where there is none. */
  readonly source: number;
  readonly width: number;
};

/** The columns by their names, in any order; a text says what is wrong with the header. */
export function findColumns(header: readonly string[]): ColumnPlaces | string {
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = BAR_COLUMNS.find((column) => !names.includes(column));
  if (missing !== undefined) {
    const received = quoteField(header.join(','));
    const expected = `${BAR_COLUMNS.join(',')} in any order`;
    return `column ${missing} is missing: received ${received}, expected ${expected}${hintOf(header, names)}`;
  }
  const twice = BAR_COLUMNS.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined) return `column ${twice} appears twice, expected it once`;
  return {
    timestamp: names.indexOf('timestamp'),
    open: names.indexOf('open'),
    high: names.indexOf('high'),
    low: names.indexOf('low'),
    close: names.indexOf('close'),
    volume: names.indexOf('volume'),
    source: names.indexOf('source'),
    width: names.length,
  };
}

/** What other programs put between fields. */
const SEPARATORS = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
] as const;

/** What other programs call a column. */
const OTHER_NAMES: Readonly<Record<BarColumn, readonly string[]>> = {
  timestamp: ['date', 'datetime', 'time', 'ts', 'date time', 'unix', 'open time', 'open_time', 'opentime', 't'],
  open: ['o', 'open price'],
  high: ['h', 'high price'],
  low: ['l', 'low price'],
  close: ['c', 'last', 'close/last', 'close price', 'price'],
  volume: ['v', 'vol', 'vol.', 'base volume'],
};

/** What may be done about a header without some column. */
function hintOf(header: readonly string[], names: readonly string[]): string {
  const separator = header.length > 1 ? undefined : SEPARATORS.find(([text]) => header[0]?.includes(text));
  if (separator !== undefined) return `; the fields are separated by ${separator[1]}, expected commas`;
  const renames = BAR_COLUMNS.filter((column) => !names.includes(column)).flatMap((column) => {
    const index = names.findIndex((name) => OTHER_NAMES[column].includes(name));
    return index < 0 ? [] : [`${header[index]?.trim()} to ${column}`];
  });
  return renames.length === 0 ? '' : `; rename ${renames.join(', ')}`;
}
