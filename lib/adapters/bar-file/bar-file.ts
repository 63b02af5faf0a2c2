import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BarSink } from '#application/ports/bar-sink.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { BAR_HEADER, barRow } from './bar-csv.ts';
import { BarFileError } from './bar-file-error.ts';
import { type DownloadNote, requireSameDownload, writeNote } from './download-note.ts';
import { readTail } from './read-tail.ts';
import { writeAll, writeWhole } from './write-whole.ts';

/**
 * A CSV file of bars that grows by whole rows, and is gone on with after any crash: what follows its last whole row is cut off. A `.gz` file is written at the end; until
 * then its rows are in `FILE.part`. Nothing is written before the first bar.
 */
export class BarFile implements BarSink {
  readonly #path: string;
  readonly #note: DownloadNote | null;
  /** Where rows are added. */
  readonly #rows: string;
  #lastOpen: Instant | null;
  /** Bytes of whole rows. */
  #size: number;
  /** Bytes that are there: also of a row that a crash has cut, until it is cut off. */
  #found: number;
  #file: number | null = null;

  /**
   * @param note what the bars are, kept beside the file; `null`: not kept
   * @throws {BarFileError} `foreign` for a file of other bars, or of something else.
   */
  constructor(path: string, note: DownloadNote | null) {
    if (note !== null) requireSameDownload(path, note);
    this.#path = path;
    this.#note = note;
    this.#rows = isPacked(path) ? `${path}.part` : path;
    const tail = existsSync(this.#rows) || !isPacked(path) ? readTail(this.#rows) : tailOfPacked(path);
    this.#lastOpen = tail?.lastOpen ?? null;
    this.#size = tail?.size ?? 0;
    this.#found = sizeOf(this.#rows);
  }

  get lastOpen(): Instant | null {
    return this.#lastOpen;
  }

  append(bars: readonly Bar[]): void {
    const last = bars.at(-1);
    if (last === undefined) return;
    this.#attempt(() => {
      const file = this.#open();
      this.#requireUntouched(file);
      const rows = Buffer.from(`${this.#size === 0 ? BAR_HEADER : ''}${bars.map(barRow).join('')}`);
      writeAll(file, rows);
      fdatasyncSync(file);
      this.#size += rows.length;
      this.#found = this.#size;
      this.#lastOpen = last.openTime;
    });
  }

  /** All bars are there: cuts off what a crash has left, and packs them, if the file is to be packed. */
  finish(): void {
    if (this.#found > this.#size) this.#attempt(() => this.#open());
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    if (this.#rows === this.#path || !existsSync(this.#rows)) return;
    this.#attempt(() => {
      writeWhole(this.#path, gzipSync(readFileSync(this.#rows)));
      rmSync(this.#rows);
    });
  }

  #open(): number {
    if (this.#file !== null) return this.#file;
    if (this.#note !== null) writeNote(this.#path, this.#note);
    const isUnpacked = this.#rows !== this.#path && this.#found === 0 && existsSync(this.#path);
    if (isUnpacked) {
      writeFileSync(this.#rows, gunzipSync(readFileSync(this.#path)));
      this.#found = sizeOf(this.#rows);
    }
    const file = openSync(this.#rows, 'a');
    this.#requireUntouched(file);
    if (this.#found > this.#size) ftruncateSync(file, this.#size);
    this.#found = this.#size;
    this.#file = file;
    return file;
  }

  #requireUntouched(file: number): void {
    const { size } = fstatSync(file);
    if (size === this.#found) return;
    const fault = `received ${size} bytes, expected ${this.#found}: somebody else writes to it`;
    throw new BarFileError('io', `${this.#rows}: ${fault}`);
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch (cause) {
      if (cause instanceof BarFileError) throw cause;
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
      throw new BarFileError('io', `${this.#path}: received ${code} on writing, expected a file with room for it`, {
        cause,
      });
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function isPacked(path: string): boolean {
  return path.endsWith('.gz');
}

function tailOfPacked(path: string): ReturnType<typeof readTail> {
  if (!existsSync(path)) return null;
  try {
    return readTail(path, gunzipSync(readFileSync(path)));
  } catch (cause) {
    if (cause instanceof BarFileError) throw cause;
    throw new BarFileError('foreign', `${path}: it is no sound gzip file, expected a new file, or one of a download`, {
      cause,
    });
  }
}
