import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import { parseSymbol, SymbolError } from '#domain/shared/symbol.ts';

/** Fields that several messages share: text on the wire, the domain's types inside. */

/** Of more digits than the program calculates with, what is judged would not be what was written. */
export const exactDigits = z.refine<string>(
  (text) => text.replaceAll(/[-.]/g, '').replaceAll(/^0+|0+$/g, '').length <= Decimal.precision,
  `a decimal of at most ${Decimal.precision} digits`,
);

/** A positive decimal in plain notation. */
export const positiveDecimal = z.pipe(
  z.string().check(z.regex(/^\d{1,20}(\.\d{1,20})?$/, 'a decimal in plain notation'), exactDigits),
  z.transform((text, context) => {
    const value = new Decimal(text);
    if (value.lte(0)) context.issues.push({ code: 'custom', message: 'a decimal above 0', input: text });
    return value;
  }),
);

/** ISO-8601 with an offset, as an instant. */
export const instant = z.pipe(
  z.iso.datetime({ offset: true, error: 'ISO-8601 time with an offset' }),
  z.transform((text) => Date.parse(text)),
);

/** Any spelling of a symbol, made canonical. */
export const symbol = z.pipe(
  z.string().check(z.minLength(1), z.maxLength(40)),
  z.transform((text, context) => {
    try {
      return parseSymbol(text).symbol;
    } catch (error) {
      if (!(error instanceof SymbolError)) throw error;
      context.issues.push({ code: 'custom', message: 'a symbol, e.g. BTC/USD or SPY', input: text });
      return z.NEVER;
    }
  }),
);

/** An id or name: short, printable, without white space. */
export const identifier = z
  .string()
  .check(z.regex(/^[\x21-\x7e]{1,100}$/, '1 to 100 printable characters without white space'));
