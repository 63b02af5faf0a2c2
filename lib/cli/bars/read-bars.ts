import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { UsageError } from '../usage-error.ts';
import type { BarRow, ParsedBars } from './parse-bars.ts';
import { parseBars } from './parse-bars.ts';
import { readInputFile } from './read-input-file.ts';

/** A file of bars, read and checked. */
export interface BarFile extends ParsedBars {
  /** Of the bytes as they are on disk, lower-case hex. */
  readonly sha256: string;
}

/** A gzip file that grows beyond this is refused. */
const MAX_UNPACKED_BYTES = 2 ** 29;

/**
 * Reads a CSV file of bars, gzipped or not.
 *
 * @throws {UsageError} when it cannot be read, or is not what §1 of the interfaces calls CSV bars.
 */
export function readBarFile(path: string): BarFile {
  const bytes = readInputFile(path, '--data', 'a CSV file of bars');
  return { ...parseBars(toText(bytes, path), path), sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Milliseconds between the two bars that are closest in time; `null` for a single bar. */
export function smallestSpacing(rows: readonly BarRow[]): number | null {
  let smallest = Number.POSITIVE_INFINITY;
  let previous: Instant = Number.NEGATIVE_INFINITY;
  for (const { openTime } of rows) {
    smallest = Math.min(smallest, openTime - previous);
    previous = openTime;
  }
  return Number.isFinite(smallest) ? smallest : null;
}

/** Closes each bar at `min(open + timeframe, next open)`; `timeframe` in milliseconds. */
export function closeBars(rows: readonly BarRow[], symbol: string, timeframe: number): Bar[] {
  return rows.map((row, index) => {
    const next = rows[index + 1]?.openTime ?? Number.POSITIVE_INFINITY;
    return { symbol, ...row, closeTime: Math.min(row.openTime + timeframe, next) };
  });
}

function toText(bytes: Buffer, path: string): string {
  try {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }) : bytes;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw new UsageError(`--data ${path}: neither UTF-8 text nor a sound gzip file, expected a CSV file of bars`, {
      cause,
    });
  }
}
