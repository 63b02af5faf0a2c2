import * as z from 'zod/mini';
import { Decimal } from '#domain/trading/decimal.ts';
import type { Instant } from '#domain/trading/instant.ts';
import { describeIssue, describeValue } from './describe-issue.ts';
import { InvalidMessageError } from './invalid-message-error.ts';

/** A text with something in it. */
export const textField = z.string('a text').check(z.minLength(1, 'a text that is not empty'));

const PLAIN_DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;

/** Money, a price or a quantity: a decimal string in plain notation. */
export const decimalField = z.pipe(
  z.string('a decimal string').check(z.regex(PLAIN_DECIMAL, 'a decimal string in plain notation')),
  z.transform((text): Decimal => new Decimal(text)),
);

/** As `decimalField`, above zero. */
export const positiveField = z.pipe(
  z.string('a decimal string').check(
    z.regex(PLAIN_DECIMAL, 'a decimal string in plain notation'),
    z.refine((text) => PLAIN_DECIMAL.test(text) && new Decimal(text).gt(0), 'a decimal above 0'),
  ),
  z.transform((text): Decimal => new Decimal(text)),
);

/** A time in ISO-8601 with `Z` or an offset, to the millisecond. */
export const timeField = z.pipe(
  z.iso.datetime({ offset: true, error: 'an ISO-8601 time with Z or an offset' }),
  z.transform((text): Instant => Date.parse(text)),
);

/** 0–100, higher goes first. */
export const rankingField = z.number('a number from 0 to 100').check(z.gte(0), z.lte(100));

/**
 * Reads `raw` by `schema`.
 *
 * @throws {InvalidMessageError} that names the contract and the field, and says what was received and expected.
 */
export function readContract<Schema extends z.ZodMiniType>(
  name: string,
  schema: Schema,
  raw: unknown,
): z.output<Schema> {
  const parsed = z.safeParse(schema, raw);
  if (parsed.success) {
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  const { field, fault } =
    issue === undefined ? { field: '', fault: `received ${describeValue(raw)}` } : describeIssue(issue, raw);
  throw new InvalidMessageError(`${name}${field === '' ? '' : `.${field}`}: ${fault}`);
}
