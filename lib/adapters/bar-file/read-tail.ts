import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Instant } from '#domain/shared/instant.ts';
import { BAR_HEADER, timeOfRow } from './bar-csv.ts';
import { BarFileError } from './bar-file-error.ts';

export interface Tail {
  /** `null`: there is a header and no row. */
  readonly lastOpen: Instant | null;
  /** Bytes up to the end of the last whole row. */
  readonly size: number;
}

/** No row is longer. */
const TAIL_BYTES = 65_536;
const LINE_FEED = 0x0a;

/**
 * How far a file of bars goes, without what was being written when a download was killed; `null`: there is no file, or nothing whole in it. `content` is given where it is not that of
 * the file on disk.
 *
 * @throws {BarFileError} `foreign` when header or last row are not those of a download.
 */
export function readTail(path: string, content?: Buffer): Tail | null {
  const size = content?.length ?? sizeOf(path);
  if (size === null) return null;
  const head = content?.subarray(0, BAR_HEADER.length) ?? readPart(path, 0, BAR_HEADER.length);
  if (!BAR_HEADER.startsWith(head.toString('latin1'))) throw foreign(path, `the header ${BAR_HEADER.trim()}`);
  if (size < BAR_HEADER.length) return null;
  const start = Math.max(size - TAIL_BYTES, 0);
  const tail = content?.subarray(start) ?? readPart(path, start, size - start);
  const end = tail.lastIndexOf(LINE_FEED) + 1;
  const whole = start + end;
  if (whole === BAR_HEADER.length) return { lastOpen: null, size: whole };
  const begin = end < 2 ? 0 : tail.lastIndexOf(LINE_FEED, end - 2) + 1;
  const lastOpen = timeOfRow(tail.toString('latin1', begin, end - 1));
  if (lastOpen === null) throw foreign(path, 'a last row with an ISO-8601 UTC time and five decimals');
  return { lastOpen, size: whole };
}

function foreign(path: string, expected: string): BarFileError {
  return new BarFileError('foreign', `${path}: it is not of a download, expected ${expected}, or a new file`);
}

function sizeOf(path: string): number | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (stats.isFile()) return stats.size;
  throw new BarFileError('foreign', `${path}: received no regular file, expected a file of bars or a new one`);
}

function readPart(path: string, start: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, start));
  } finally {
    closeSync(file);
  }
}
