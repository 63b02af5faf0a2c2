import type { BarRows } from '#domain/shared/bar-series.ts';
import { UsageError } from '../usage-error.ts';
import { BarReader, type FileFault } from './bar-reader.ts';
import { wholeRows } from './whole-rows.ts';

export interface ParsedBars {
  /** Ascending by time, at least one. */
  readonly rows: BarRows;
  /** Every row has the column `source` with the word `synthetic`. */
  readonly isSynthetic: boolean;
}

/**
 * Reads CSV bars from the bytes of a file, in chunks of any size. `source` names the file in errors.
 *
 * @throws {UsageError} with the line for everything that is not a sound, ascending series of bars.
 * @throws {TypeError} for bytes that are not UTF-8.
 */
export function parseBars(chunks: Iterable<Buffer>, source: string): ParsedBars {
  const reader = new BarReader((fault) => {
    throw new UsageError(describeFault(fault, source));
  });
  for (const part of wholeRows(chunks, source)) reader.read(part);
  reader.finish();
  return { rows: reader.rows, isSynthetic: reader.isSynthetic };
}

function describeFault({ line, text }: FileFault, source: string): string {
  return line === null ? `${source}: ${text}` : `${source} line ${line}: ${text}`;
}
