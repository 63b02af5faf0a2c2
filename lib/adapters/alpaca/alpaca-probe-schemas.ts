import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** Numbers come as texts, see `parseExactJson`. */
const decimal = z.pipe(
  z.string().check(z.regex(/^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/, 'expected a number')),
  z.transform((text): Decimal => new Decimal(text)),
);

const time = z.pipe(
  z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'expected an RFC 3339 time')),
  z.transform((text): Instant => Date.parse(text)),
);

const flag = z.optional(z.nullable(z.boolean()));

export const clockAnswer = z.object({ timestamp: time, is_open: z.boolean(), next_open: time, next_close: time });

export const accountAnswer = z.object({
  status: z.string(),
  currency: z._default(z.string(), 'USD'),
  cash: decimal,
  account_blocked: flag,
  trading_blocked: flag,
  trade_suspended_by_user: flag,
  pattern_day_trader: flag,
  shorting_enabled: flag,
  crypto_status: z.nullish(z.string()),
});

export const positionsAnswer = z.array(z.object({ symbol: z.string(), qty: decimal }));

export const assetAnswer = z.object({
  class: z.string(),
  status: z.string(),
  tradable: z.boolean(),
  fractionable: z._default(z.boolean(), false),
  min_trade_increment: z.nullish(decimal),
  price_increment: z.nullish(decimal),
});
