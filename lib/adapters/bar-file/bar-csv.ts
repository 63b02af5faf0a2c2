import { BAR_FIELDS, type Bar, exact } from '#domain/shared/bar.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';

/** The header of a file of bars. */
export const BAR_HEADER = `timestamp,${BAR_FIELDS.join()}\n`;

const ROW_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z)(?:,\d+(?:\.\d+)?){5}$/;

/** A row of a file of bars: the open as ISO-8601 UTC, exact decimals without exponents. */
export function barRow(bar: Bar): string {
  return `${toIso(bar.openTime)},${BAR_FIELDS.map((field) => toPlain(exact(bar, field))).join()}\n`;
}

/** The open of the bar in such a row; `null`: it is none. */
export function timeOfRow(row: string): Instant | null {
  const time = Date.parse(ROW_TIME.exec(row)?.[1] ?? '');
  return Number.isNaN(time) ? null : time;
}
