import { MONEY_SCALE } from '../shared/decimal.ts';
import type { Fixed } from '../shared/fixed.ts';

const ZERO_CODE = 48;
const MINUS_CODE = 45;
const POINT_CODE = 46;

/**
 * ASCII text in a buffer that is used again and again: a million rows of numbers without a string for each, which cost more to join than
 * to make.
 */
export class AsciiText {
  readonly #bytes: Uint8Array;
  #length = 0;

  /** @param capacity bytes, which the text between two calls of `take` stays below */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  add(text: string): void {
    for (let index = 0; index < text.length; index += 1) this.#code(text.charCodeAt(index));
  }

  /** An amount as `fixedText` writes it. */
  addFixed(amount: Fixed): void {
    const units = amount.toString();
    const start = units.startsWith('-') ? 1 : 0;
    if (start === 1) this.#code(MINUS_CODE);
    const point = units.length - MONEY_SCALE;
    let end = units.length;
    while (end > start && end > point && units.charCodeAt(end - 1) === ZERO_CODE) end -= 1;
    if (point <= start) this.#code(ZERO_CODE);
    for (let index = start; index < point; index += 1) this.#code(units.charCodeAt(index));
    if (end <= point || end === start) return;
    this.#code(POINT_CODE);
    for (let zeros = point; zeros < start; zeros += 1) this.#code(ZERO_CODE);
    for (let index = Math.max(point, start); index < end; index += 1) this.#code(units.charCodeAt(index));
  }

  /** Repeats what was written last between `start` and `end`, even if it has been taken since. */
  repeat(start: number, end: number): void {
    this.#bytes.copyWithin(this.#length, start, end);
    this.#length += end - start;
  }

  /** All of the text, which the next one overwrites. */
  take(): Uint8Array {
    const text = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return text;
  }

  #code(code: number): void {
    this.#bytes[this.#length] = code;
    this.#length += 1;
  }
}
