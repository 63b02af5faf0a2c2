const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const POINT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
const LETTER_E = 0x65;
const TO_LOWER_CASE = 0x20;
const FIRST_BEYOND_ASCII = 0x80;

/** More than 15 digits that count. */
const TOO_LONG = 1e15;
const MAX_DECIMALS = 22;
/** Whole numbers of up to 15 digits and these are exact floats, so their quotient is rounded once: to the float nearest to the decimal. */
const POWERS = Float64Array.from({ length: MAX_DECIMALS + 1 }, (_, power) => Number(`1e${power}`));

/** A place in the bytes of rows. Its readers move on when they find what they look for, but never to another row. */
export class ByteCursor {
  /** The next byte. */
  at = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Goes to the row that begins at `start`. */
  enter(bytes: Uint8Array, start: number): void {
    this.#bytes = bytes;
    this.at = start;
  }

  /** The row has no more bytes. */
  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length || this.peek(0) === LINE_FEED;
  }

  /** The byte at `offset` from here; −1 beyond the last. */
  peek(offset: number): number {
    const at = this.at + offset;
    return at < this.#bytes.length ? (this.#bytes[at] ?? -1) : -1;
  }

  passComma(): boolean {
    if (this.peek(0) !== COMMA) return false;
    this.at += 1;
    return true;
  }

  /** Passes a field without looking at it; `false` where it is not ASCII. */
  passField(): boolean {
    const bytes = this.#bytes;
    let at = this.at;
    for (; at < bytes.length && bytes[at] !== COMMA && bytes[at] !== LINE_FEED; at += 1) {
      if ((bytes[at] ?? 0) >= FIRST_BEYOND_ASCII) return false;
    }
    this.at = at;
    return true;
  }

  passText(text: Uint8Array): boolean {
    for (let index = 0; index < text.length; index += 1) if (this.peek(index) !== text[index]) return false;
    this.at += text.length;
    return true;
  }

  /** Two digits at `offset`, or `NaN`; does not move. */
  peekPair(offset: number): number {
    const tens = this.peek(offset) - ZERO;
    const ones = this.peek(offset + 1) - ZERO;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
  }

  /**
   * Digits with at most one point, 15 that count, perhaps with a negative exponent (`4.1e-05`): the float nearest to them; `NaN` for
   * anything else.
   */
  number(): number {
    const bytes = this.#bytes;
    const start = this.at;
    let mantissa = 0;
    let pointAt = -1;
    let at = start;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? -1;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (byte === POINT && pointAt < 0) pointAt = at;
      else break;
    }
    this.at = at;
    const digits = at - start - (pointAt < 0 ? 0 : 1);
    const decimals = (pointAt < 0 ? 0 : at - pointAt - 1) + this.#negativeExponent();
    if (digits === 0 || mantissa >= TOO_LONG) return Number.NaN;
    return mantissa / (POWERS[decimals] ?? Number.NaN);
  }

  /** 5 of `e-05` and `e-5`, 0 where there is none, `NaN` for any other exponent. */
  #negativeExponent(): number {
    if ((this.peek(0) | TO_LOWER_CASE) !== LETTER_E) return 0;
    if (this.peek(1) !== MINUS) return Number.NaN;
    const pair = this.peekPair(2);
    const one = this.peek(2) - ZERO;
    this.at += Number.isNaN(pair) ? 3 : 4;
    return Number.isNaN(pair) ? (one >= 0 && one <= 9 ? one : Number.NaN) : pair;
  }
}
