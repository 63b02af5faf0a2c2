import * as z from 'zod/mini';
import { Decimal, MONEY_SCALE } from '#domain/shared/decimal.ts';
import { parseSymbol, SymbolError } from '#domain/shared/symbol.ts';

/*
 * Field types of configuration files. The error text of each is what is expected; where and what was
 * received is added by the reader.
 */

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A decimal written as YAML number or as text, parsed exactly; `accepts` limits its range. */
function decimalField(expected: string, accepts: (value: Decimal) => boolean) {
  return z.pipe(
    z.union([z.string(), z.number()], { error: expected }),
    z.transform((input: string | number, context): Decimal => {
      const text = String(input).trim();
      const value = DECIMAL.test(text) ? new Decimal(text) : null;
      if (value !== null && accepts(value)) return value;
      context.issues.push({ code: 'custom', message: expected, input });
      return z.NEVER;
    }),
  );
}

/** An amount, quantity or price above 0, within what the ledger adds up exactly. */
export const positive = decimalField(
  `a decimal > 0, below 10^16, with at most ${MONEY_SCALE} decimal places`,
  (value) => value.gt(0) && value.lt('1e16') && value.decimalPlaces() <= MONEY_SCALE,
);

/** An amount of at least 0, within what the ledger adds up exactly. */
export const amount = decimalField(
  `a decimal ≥ 0, below 10^16, with at most ${MONEY_SCALE} decimal places`,
  (value) => value.gte(0) && value.lt('1e16') && value.decimalPlaces() <= MONEY_SCALE,
);

/** A decimal from `least` to `most`, both included. */
export function decimalBetween(least: number, most: number) {
  return decimalField(`a decimal from ${least} to ${most}`, (value) => value.gte(least) && value.lte(most));
}

/** A rate per period that may be paid either way. */
export const signedRate = decimalField(
  'a fraction between -1 and 1 (0.0001 is 0.01 %)',
  (value) => value.gt(-1) && value.lt(1),
);

/** Basis points that a rebate takes below zero. */
export const signedBasisPoints = decimalField(
  'basis points, above -10000, below 10000',
  (value) => value.gt(-10_000) && value.lt(10_000),
);

/** Basis points of a price or notional. */
export const basisPoints = decimalField('basis points, 0 to below 10000', (value) => value.gte(0) && value.lt(10_000));

/** A fraction above 0, at most 1: percent are refused. */
export const fraction = decimalField(
  'a fraction above 0, at most 1 (0.1 is 10 %)',
  (value) => value.gt(0) && value.lte(1),
);

/** A count of at least `least`. */
export function count(least: number) {
  const expected = `a whole number ≥ ${least}`;
  return z
    .number({ error: expected })
    .check(z.refine((value) => Number.isSafeInteger(value) && value >= least, { error: expected }));
}

/** A whole number from `least` to `most`: seconds, mostly. */
export function wholeNumber(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most}`;
  return z
    .number({ error: expected })
    .check(z.refine((value) => Number.isSafeInteger(value) && value >= least && value <= most, { error: expected }));
}

/** A signal's ranking. */
export const ranking = z
  .number({ error: 'a ranking from 0 to 100' })
  .check(z.refine((value) => value >= 0 && value <= 100, { error: 'a ranking from 0 to 100' }));

/** Text that matches `pattern`; `expected` says so in words. */
export function text(pattern: RegExp, expected: string) {
  return z.string({ error: expected }).check(z.regex(pattern, { error: expected }));
}

/** A symbol in any spelling, made canonical. */
export const symbol = z.pipe(
  z.string({ error: 'a symbol: BASE/QUOTE or a ticker' }),
  z.transform((input: string, context): string => {
    try {
      return parseSymbol(input).symbol;
    } catch (error) {
      if (!(error instanceof SymbolError)) throw error;
      context.issues.push({
        code: 'custom',
        message: 'BASE/QUOTE (BTC/USD, BTC-USD, BTCUSDT) or a ticker (SPY)',
        input,
      });
      return z.NEVER;
    }
  }),
);

/** At least one element, no duplicates. */
export function distinct<Element extends z.ZodMiniType>(
  element: Element,
  key: (value: z.output<Element>) => string,
  expected: string,
  most = Number.POSITIVE_INFINITY,
) {
  const isSound = (values: readonly z.output<Element>[]): boolean =>
    values.length > 0 && values.length <= most && new Set(values.map(key)).size === values.length;
  return z.array(element, { error: expected }).check(z.refine(isSound, { error: expected }));
}

/** A budget of AWS tells so many of one threshold. */
const MOST_ADDRESSES = 10;
const address = text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address');

export const emails = distinct(
  address,
  String,
  `a list of 1 to ${MOST_ADDRESSES} e-mail addresses, each once`,
  MOST_ADDRESSES,
);
