import { BAR_FIELDS, type BarField } from '#domain/shared/bar.ts';
import type { BarRow } from '#domain/shared/bar-series.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { ColumnPlaces } from './bar-columns.ts';
import { ByteCursor } from './byte-cursor.ts';
import { LEAST_PRICE, PRICE_LIMIT } from './judge-row.ts';

const SYNTHETIC = Buffer.from('synthetic');

/** A date, a clock in seconds, and an ending that later rows of the day have too. */
const DATE_AND_CLOCK = /^\d{4}-\d\d-\d\d[T ](\d\d):(\d\d):(\d\d)/;
const HOURS_AT = 11;
const MINUTES_AT = 14;
const SECONDS_AT = 17;
/** In a pattern: any byte may be there. */
const ANY = 0;

type Role = 'source' | 'timestamp' | 'ignored' | BarField;

/**
 * Reads the rows that nearly every file is made of, straight from their bytes and many times faster than as text: a time on
 * the day of the row before; numbers in digits with at most one point, 15 of them that count; a sound bar. Whatever else
 * a row is, it is left to those who judge it with care.
 */
export class PlainRow implements BarRow {
  openTime: Instant = 0;
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  volume = 0;
  readonly #roles: readonly Role[];
  readonly #cursor = new ByteCursor();
  /** A timestamp read before without the digits of its clock, and the instant at which its day begins. */
  #pattern: Uint8Array = new Uint8Array(0);
  #midnight: Instant = 0;

  constructor(columns: ColumnPlaces) {
    const roles = new Map<number, Role>([
      [columns.source, 'source'],
      ...(['timestamp', ...BAR_FIELDS] as const).map((role): [number, Role] => [columns[role], role]),
    ]);
    this.#roles = Array.from({ length: columns.width }, (_, column) => roles.get(column) ?? 'ignored');
  }

  /** Makes this the row in `bytes` that begins at `start`, and returns where it ends; −1: it is not a plain one. */
  read(bytes: Uint8Array, start: number): number {
    this.#cursor.enter(bytes, start);
    for (let column = 0; column < this.#roles.length; column += 1) {
      if (column > 0 && !this.#cursor.passComma()) return -1;
      if (!this.#readField(this.#roles[column] ?? 'ignored')) return -1;
    }
    return this.#cursor.isAtEnd && this.#isSound() ? this.#cursor.at : -1;
  }

  /** The next rows may be of the same day as this timestamp. */
  remember(timestamp: string, time: Instant): void {
    const [, hours, minutes, seconds] = DATE_AND_CLOCK.exec(timestamp) ?? [];
    this.#pattern = hours === undefined ? new Uint8Array(0) : Buffer.from(timestamp);
    for (const digits of [HOURS_AT, MINUTES_AT, SECONDS_AT]) this.#pattern.fill(ANY, digits, digits + 2);
    this.#midnight = time - clockOf(Number(hours), Number(minutes), Number(seconds));
  }

  #readField(role: Role): boolean {
    switch (role) {
      case 'ignored':
        return this.#cursor.passField();
      case 'source':
        return this.#cursor.passText(SYNTHETIC);
      case 'timestamp':
        return this.#readTime();
      default:
        return this.#setNumber(role, this.#cursor.number());
    }
  }

  /** Field by field: through a name that varies, an assignment takes several times as long. */
  #setNumber(field: BarField, value: number): boolean {
    if (field === 'open') this.open = value;
    else if (field === 'high') this.high = value;
    else if (field === 'low') this.low = value;
    else if (field === 'close') this.close = value;
    else this.volume = value;
    return value >= 0;
  }

  #readTime(): boolean {
    const pattern = this.#pattern;
    const { length } = pattern;
    if (length === 0) return this.#readEpoch();
    for (let index = 0; index < length; index += 1) {
      if (pattern[index] !== ANY && this.#cursor.peek(index) !== pattern[index]) return false;
    }
    const hours = this.#cursor.peekPair(HOURS_AT);
    const minutes = this.#cursor.peekPair(MINUTES_AT);
    const seconds = this.#cursor.peekPair(SECONDS_AT);
    this.openTime = this.#midnight + clockOf(hours, minutes, seconds);
    this.#cursor.at += length;
    return hours < 24 && minutes < 60 && seconds < 60;
  }

  /** Seconds of ten digits, milliseconds of thirteen. */
  #readEpoch(): boolean {
    const start = this.#cursor.at;
    const epoch = this.#cursor.number();
    const length = this.#cursor.at - start;
    this.openTime = length === 10 ? epoch * SECOND : epoch;
    return (length === 10 && epoch >= 1e9) || (length === 13 && epoch >= 1e12);
  }

  /** Exact: a float of at most 15 digits is on the same side of another as its decimal. */
  #isSound(): boolean {
    const { open, high, low, close } = this;
    return low >= LEAST_PRICE && high < PRICE_LIMIT && open >= low && open <= high && close >= low && close <= high;
  }
}

/** Milliseconds since midnight. */
function clockOf(hours: number, minutes: number, seconds: number): number {
  return ((hours * 60 + minutes) * 60 + seconds) * SECOND;
}
