import { Decimal } from '#domain/shared/decimal.ts';

/** A number of a file: as it is written, and the nearest float. */
export interface FileNumber {
  readonly text: string;
  readonly near: number;
  /** The decimal that `text` says; `null`: `near` says the same. */
  readonly exact: Decimal | null;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/** Any decimal of so many digits comes back from its nearest float. */
const FLOAT_DIGITS = 15;
/** Below it floats lose digits. */
const LEAST_FULL_FLOAT = 1e-300;

/** Longest text of a file in a message. */
const MAX_QUOTED = 60;

/** Reads one field; `null`: it is no number, or one beyond the floats. */
export function readFileNumber(field: string | undefined): FileNumber | null {
  const text = (field ?? '').trim();
  if (!NUMBER.test(text)) return null;
  const near = Number(text) + 0;
  return Number.isFinite(near) ? { text, near, exact: beyondFloat(text, near) } : null;
}

/** `a > b`, exactly: decided by the floats where those differ, since rounding keeps the order. */
export function isAbove(a: FileNumber, b: FileNumber): boolean {
  if (a.near !== b.near || (a.exact === null && b.exact === null)) return a.near > b.near;
  return (a.exact ?? new Decimal(a.near)).gt(b.exact ?? new Decimal(b.near));
}

/** The text, cut to what a message can hold. */
export function cutField(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text;
}

/** A field for a message. */
export function quoteField(field: string | undefined): string {
  return field === undefined || field.trim() === '' ? 'nothing' : JSON.stringify(cutField(field));
}

function beyondFloat(text: string, near: number): Decimal | null {
  const isShort = text.length <= FLOAT_DIGITS && Math.abs(near) >= LEAST_FULL_FLOAT;
  if (isShort || String(near) === text) return null;
  const decimal = new Decimal(text);
  return decimal.eq(near) ? null : decimal;
}
