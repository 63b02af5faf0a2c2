import { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** What is shown for a figure that is not defined. */
export const NOT_AVAILABLE = 'n/a';

const MINUS = '−';
const NO_BREAK_SPACE = '\u00a0';
const PLAIN_DECIMAL = /^-?\d+(\.\d+)?$/;

/** A number of `summary.json`, which may be a decimal string; `null` if it is none. */
export function toFigure(value: unknown): Decimal | null {
  if (typeof value === 'number') return Number.isFinite(value) ? new Decimal(value) : null;
  return typeof value === 'string' && PLAIN_DECIMAL.test(value) ? new Decimal(value) : null;
}

/** Money: two decimals, or four significant digits below 1; thousands separated by commas. */
export function amountText(amount: Decimal | null): string {
  if (amount === null) return NOT_AVAILABLE;
  const rounded = amount.abs().lt(1) ? amount.toSignificantDigits(4) : amount.toDecimalPlaces(2);
  return grouped(rounded.toFixed(Math.max(2, rounded.decimalPlaces())));
}

/** Money with its sign, `+` too. */
export function signedAmountText(amount: Decimal | null): string {
  return signed(amount, amountText(amount));
}

/** A price, quantity or ratio: at most `digits` significant digits, but never fewer than its whole part has. */
export function numberText(value: Decimal | null, digits = 8): string {
  if (value === null) return NOT_AVAILABLE;
  const wholeDigits = value.abs().toFixed(0).length;
  return grouped(value.toSignificantDigits(Math.max(digits, wholeDigits)).toFixed());
}

/** A fraction as percent with two decimals, or two significant digits below 0.01 %. */
export function percentText(fraction: Decimal | null): string {
  if (fraction === null) return NOT_AVAILABLE;
  const percent = fraction.times(100);
  const isSmall = !percent.isZero() && percent.abs().lt('0.01');
  return `${grouped(isSmall ? percent.toSignificantDigits(2).toFixed() : percent.toFixed(2))}${NO_BREAK_SPACE}%`;
}

/** Percent with its sign, `+` too. */
export function signedPercentText(fraction: Decimal | null): string {
  return signed(fraction, percentText(fraction));
}

/** `2024-03-05 14:30`, with seconds only where there are some; UTC. */
export function timeText(time: Instant): string {
  const iso = new Date(time).toISOString();
  const seconds = iso.slice(16, 19);
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${seconds === ':00' ? '' : seconds}`;
}

/** `n trade`, `n trades`. */
export function countText(count: number, noun: string): string {
  return `${grouped(String(count))} ${noun}${count === 1 ? '' : 's'}`;
}

function signed(value: Decimal | null, text: string): string {
  return value?.gt(0) ? `+${text}` : text;
}

function grouped(plain: string): string {
  const [whole = '', fraction] = plain.split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', MINUS);
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}
