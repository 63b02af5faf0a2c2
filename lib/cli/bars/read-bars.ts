import { type BarColumns, BarSeries } from '#domain/shared/bar-series.ts';
import { UsageError } from '../usage-error.ts';
import { type ParsedBars, parseBars } from './parse-bars.ts';
import { openChunks } from './read-chunks.ts';

/** A file of bars, read and checked. */
export interface BarFile extends ParsedBars {
  /** Of the bytes as they are on disk, lower-case hex. */
  readonly sha256: string;
}

/**
 * Reads a CSV file of bars, gzipped or not, in chunks: a million bars take about 50 MB.
 *
 * @throws {UsageError} when it cannot be read, or is not what §1 of the interfaces calls CSV bars.
 */
export function readBarFile(path: string): BarFile {
  const { chunks, sha256 } = openChunks(path, '--data');
  try {
    const parsed = parseBars(chunks, path);
    return { ...parsed, sha256: sha256() };
  } catch (cause) {
    if (!isNotText(cause)) throw cause;
    throw new UsageError(`--data ${path}: ${NOT_TEXT}`, { cause });
  }
}

/** The fault of bytes that are no text: of zlib or of the decoder. */
export function isNotText(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(?:Z_|ERR_ENCODING_|ERR_BUFFER_)/.test(code);
}

export const NOT_TEXT = 'neither UTF-8 text nor a sound gzip file, expected a CSV file of bars';

/** Milliseconds between the two bars that are closest in time; `null` for a single bar. */
export function smallestSpacing(rows: BarColumns): number | null {
  const series = new BarSeries('', 0, rows);
  let smallest = Number.POSITIVE_INFINITY;
  for (let index = 1; index < series.length; index += 1) {
    smallest = Math.min(smallest, series.openTime(index) - series.openTime(index - 1));
  }
  return Number.isFinite(smallest) ? smallest : null;
}
