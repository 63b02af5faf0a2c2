import Papa from 'papaparse';
import { type BarRow, BarRows } from '#domain/shared/bar-series.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { BAR_COLUMNS, type ColumnPlaces, findColumns } from './bar-columns.ts';
import { judgeBar, judgeOrder, judgeTime, type RowFault } from './judge-row.ts';
import { PlainRow } from './plain-row.ts';
import { RowLines } from './row-lines.ts';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** What a replay refuses in a file: a row, the header, or that there is nothing. */
export interface FileFault {
  readonly kind: RowFault['kind'] | 'header' | 'empty';
  readonly text: string;
  /** From 1; `null`: the file as a whole. */
  readonly line: number | null;
  /** Of the row, where it could be read. */
  readonly time: Instant | null;
}

/**
 * Reads bars from a CSV file, part by part, and tells every fault; reading goes on unless `onFault` throws. A row at fault is
 * left out, except that one out of order, or at the time of the one before, is kept as well.
 */
export class BarReader {
  readonly rows = new BarRows();
  /** Where in the file the rows were. */
  readonly lines = new RowLines();
  readonly #onFault: (fault: FileFault) => void;
  #columns: ColumnPlaces | null = null;
  #plain: PlainRow | null = null;
  #isUnreadable = false;
  #hasRows = false;
  #isSynthetic = false;
  #previous: Instant = Number.NEGATIVE_INFINITY;
  /** The line that is read now. */
  #line = 1;

  constructor(onFault: (fault: FileFault) => void) {
    this.#onFault = onFault;
  }

  /** Every row has the column `source` with the word `synthetic`. */
  get isSynthetic(): boolean {
    return this.#isSynthetic;
  }

  /**
   * Reads whole rows, as `wholeRows` cuts them.
   *
   * @throws {TypeError} for bytes that are not UTF-8.
   */
  read(part: Buffer): void {
    if (part.includes(QUOTE)) this.#readQuoted(decode(part));
    else this.#readLines(part);
  }

  /** To be called after the last part. */
  finish(): void {
    if (this.#isUnreadable || this.#hasRows) return;
    const text =
      this.#columns === null
        ? `the file is empty, expected the header ${BAR_COLUMNS.join(',')}`
        : 'received a header and no bars, expected at least one bar';
    this.#onFault({ kind: 'empty', text, line: null, time: null });
  }

  #readLines(part: Buffer): void {
    let start = 0;
    while (start < part.length) {
      start = 1 + this.#readLine(part, start);
      this.#line += 1;
    }
  }

  /** Reads the line at `start` and returns where it ends. */
  #readLine(part: Buffer, start: number): number {
    const plain = this.#plain;
    const plainEnd = plain?.read(part, start) ?? -1;
    if (plain !== null && plainEnd >= 0 && plain.openTime > this.#previous) {
      this.#keep(plain);
      return plainEnd;
    }
    const lineFeed = part.indexOf(LINE_FEED, start);
    const end = lineFeed < 0 ? part.length : lineFeed;
    this.#readFields(decode(part.subarray(start, end)).split(','));
    return end;
  }

  #readQuoted(text: string): void {
    const { data, errors } = Papa.parse<string[]>(text.replace(/\n$/, ''), { delimiter: ',', newline: '\n' });
    const malformed = new Map(errors.toReversed().map((error) => [error.row ?? 0, error.message]));
    for (const [index, row] of data.entries()) {
      const message = malformed.get(index);
      if (message === undefined) this.#readFields(row);
      else this.#tell({ kind: 'malformed_row', text: `${message}, expected sound CSV` }, null);
      this.#line += row.join('').split('\n').length;
    }
  }

  #readFields(fields: readonly string[]): void {
    const isBlank = fields.length === 1 && fields[0]?.trim() === '';
    if (isBlank || this.#isUnreadable) return;
    if (this.#columns === null) this.#readHeader(fields);
    else this.#readRow(fields, this.#columns);
  }

  #readHeader(fields: readonly string[]): void {
    const columns = findColumns(fields);
    if (typeof columns === 'string') {
      this.#isUnreadable = true;
      this.#tell({ kind: 'header', text: columns }, null);
    } else {
      this.#isSynthetic = columns.source >= 0;
      this.#columns = columns;
      this.#plain = new PlainRow(columns);
    }
  }

  #readRow(fields: readonly string[], columns: ColumnPlaces): void {
    this.#hasRows = true;
    const time = judgeTime(fields, columns);
    if (typeof time === 'number') this.#readBar(fields, columns, time);
    else this.#tell(time, null);
  }

  #readBar(fields: readonly string[], columns: ColumnPlaces, time: Instant): void {
    this.#plain?.remember((fields[columns.timestamp] ?? '').trim(), time);
    const disorder = judgeOrder(time, this.#previous);
    if (disorder !== null) this.#tell(disorder, time);
    this.#previous = time;
    if (this.#isSynthetic && fields[columns.source]?.trim() !== 'synthetic') this.#callReal(columns);
    const bar = judgeBar(fields, columns, time);
    if ('kind' in bar) this.#tell(bar, time);
    else this.#keep(bar);
  }

  /** A row has said that it is not synthetic: the column no longer matters. */
  #callReal(columns: ColumnPlaces): void {
    this.#isSynthetic = false;
    this.#columns = { ...columns, source: -1 };
    this.#plain = new PlainRow(this.#columns);
  }

  #keep(row: BarRow): void {
    this.#hasRows = true;
    this.lines.note(this.rows.length, this.#line);
    this.rows.push(row);
    this.#previous = row.openTime;
  }

  #tell(fault: Pick<FileFault, 'kind' | 'text'>, time: Instant | null): void {
    this.#onFault({ ...fault, line: this.#line, time });
  }
}

function decode(bytes: Buffer): string {
  return UTF8.decode(bytes);
}
