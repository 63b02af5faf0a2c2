import { Decimal } from '#domain/shared/decimal.ts';
import { UsageError } from '../usage-error.ts';

/* Readers of single flag values. Each throws a UsageError that names the flag. */

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/** `flag: received X, expected Y`. */
export function refuseFlag(flag: string, received: string, expected: string): UsageError {
  return new UsageError(`${flag}: received ${JSON.stringify(received)}, expected ${expected}`);
}

/** A flag of a later version. `instead` says what there is. */
export function notYet(what: string, instead: string): UsageError {
  return new UsageError(`${what}: not yet supported by this version, expected ${instead}`);
}

export function decimalFlag(
  flag: string,
  text: string,
  expected: string,
  accepts: (value: Decimal) => boolean,
): Decimal {
  if (DECIMAL.test(text)) {
    const value = new Decimal(text);
    if (accepts(value)) return value;
  }
  throw refuseFlag(flag, text, expected);
}

/** Above 0, and within what the ledger adds up exactly. */
export function positiveFlag(flag: string, text: string): Decimal {
  const isKept = (value: Decimal): boolean => value.gt(0) && value.lt('1e16') && value.decimalPlaces() <= 18;
  return decimalFlag(flag, text, 'a decimal > 0, below 10^16, with at most 18 decimal places', isKept);
}

/** Days of a year: more would make powers of it that take for ever. */
export function daysFlag(flag: string, text: string): Decimal {
  const isKept = (value: Decimal): boolean => value.gt(0) && value.lte(1e6) && value.decimalPlaces() <= 18;
  return decimalFlag(flag, text, 'a decimal > 0, at most 1000000, with at most 18 decimal places', isKept);
}

export function basisPointsFlag(flag: string, text: string): Decimal {
  return decimalFlag(flag, text, 'basis points, 0 to below 10000', (value) => value.gte(0) && value.lt(10_000));
}

/** Percent above 0, at most 100; returns the fraction. */
export function percentFlag(flag: string, text: string): Decimal {
  return decimalFlag(flag, text, 'percent above 0, at most 100', (value) => value.gt(0) && value.lte(100)).div(100);
}

export function countFlag(flag: string, text: string, least: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least) return value;
  throw refuseFlag(flag, text, `a whole number ≥ ${least}`);
}

const HIGHEST_PORT = 65_535;

/** A port; 0 is a free one. */
export function portFlag(flag: string, text: string): number {
  const port = countFlag(flag, text, 0);
  if (port > HIGHEST_PORT) throw refuseFlag(flag, text, `a port, 0 to ${HIGHEST_PORT}`);
  return port;
}

/** What a flag is told whose port could not be opened. */
export function portInUse(flag: string, port: number, error: NodeJS.ErrnoException): UsageError {
  return refuseFlag(flag, String(port), `a port that is free on 127.0.0.1 (${error.code ?? error.message})`);
}

export function choiceFlag<const Choice extends string>(
  flag: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw refuseFlag(flag, text, `one of ${choices.join(', ')}`);
  return found;
}
