import { UsageError } from '../usage-error.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;

/** A row longer than this is none. */
const MAX_ROW_BYTES = 2 ** 26;

/**
 * Cuts the bytes of a CSV file between rows, so that every part can be read for itself; of the line ends only LF is left. An end of
 * line within quotes is no end of a row.
 *
 * @throws {UsageError} when a row has no end.
 */
export function* wholeRows(chunks: Iterable<Buffer>, source: string): Generator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for (const chunk of chunks) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = endOfRows(bytes);
    if (end > 0) yield withLineFeeds(bytes.subarray(0, end));
    held = Buffer.from(bytes.subarray(end));
    if (held.length > MAX_ROW_BYTES)
      throw new UsageError(`${source}: received more than 64 MB without the end of a row, expected CSV bars`);
  }
  if (held.length > 0) yield withLineFeeds(held);
}

/** Where the last whole row ends; 0: none does. */
function endOfRows(bytes: Buffer): number {
  let end = endOfLines(bytes, bytes.length);
  if (!bytes.includes(QUOTE)) return end;
  let quotes = countQuotes(bytes, 0, end);
  while (end > 0 && quotes % 2 === 1) {
    const before = endOfLines(bytes, end - 1);
    quotes -= countQuotes(bytes, before, end);
    end = before;
  }
  return end;
}

/** After the last line feed before `limit`, or the last carriage return that no line feed can follow. */
function endOfLines(bytes: Buffer, limit: number): number {
  if (limit < 1) return 0;
  const lineFeed = bytes.lastIndexOf(LINE_FEED, limit - 1);
  if (lineFeed >= 0 || limit < 2) return lineFeed + 1;
  return bytes.lastIndexOf(CARRIAGE_RETURN, limit - 2) + 1;
}

function countQuotes(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(QUOTE, start); at >= 0 && at < end; at = bytes.indexOf(QUOTE, at + 1)) count += 1;
  return count;
}

function withLineFeeds(bytes: Buffer): Buffer {
  if (!bytes.includes(CARRIAGE_RETURN)) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll(/\r\n?/g, '\n'), 'latin1');
}
