import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import { DAY, type Instant } from '#domain/shared/instant.ts';

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

/** A day since 1970-01-01. */
const date = z.pipe(
  z.string().check(
    z.regex(/^\d{4}-\d{2}-\d{2}$/, 'a date'),
    z.refine((text) => !Number.isNaN(Date.parse(text)), 'a date'),
  ),
  z.transform((text): number => Date.parse(text) / DAY),
);

const rate = decimal.check(z.refine((value) => value.gt(0), 'a number above 0'));

const split = z.object({ symbol: z.string(), ex_date: date, old_rate: rate, new_rate: rate });

/** Kinds that nobody asked for may be there; a kind of which there is none may be missing, or null. */
export const splitsAnswer = z.object({
  corporate_actions: z.object({
    forward_splits: z.nullish(z.array(split)),
    reverse_splits: z.nullish(z.array(split)),
  }),
  next_page_token: z.nullish(z.string()),
});

export type SplitsAnswer = z.output<typeof splitsAnswer>;

export const tradesAnswer = z.object({
  trades: z.nullish(z.record(z.string(), z.nullish(z.object({ t: time, p: decimal })))),
});
