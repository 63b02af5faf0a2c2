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
    return `column ${missing} is missing: received ${received}, expected ${BAR_COLUMNS.join(',')} in any order`;
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
