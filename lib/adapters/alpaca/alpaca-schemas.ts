import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** All numbers come as texts, see `parseExactJson`. */
export const decimal = z.pipe(
  z.string().check(z.regex(/^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/, 'a number')),
  z.transform((text): Decimal => new Decimal(text)),
);

/** RFC 3339; digits beyond the millisecond are cut off. */
export const time = z.pipe(
  z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'an RFC 3339 time')),
  z.transform((text): Instant => Date.parse(text)),
);

const bar = z.object({ t: time, o: decimal, h: decimal, l: decimal, c: decimal, v: decimal });

export type AlpacaBar = z.output<typeof bar>;

/** `bars` may be null, and a symbol may be missing from it. */
export const barsAnswer = z.object({
  bars: z.nullish(z.record(z.string(), z.nullish(z.array(bar)))),
  next_page_token: z.nullish(z.string()),
});

export type BarsAnswer = z.output<typeof barsAnswer>;

export const tradesAnswer = z.object({
  trades: z.nullish(z.record(z.string(), z.nullish(z.object({ t: time, p: decimal })))),
});
