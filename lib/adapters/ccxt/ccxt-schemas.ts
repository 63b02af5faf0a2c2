import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';

/** ccxt is set to texts; some exchanges let a number through. */
export const amount = z.pipe(
  z
    .union([z.string(), z.number()])
    .check(z.refine((raw) => /^-?[0-9.]+(e[+-]?[0-9]+)?$/i.test(String(raw)), 'a number')),
  z.transform((raw): Decimal => new Decimal(raw)),
);
const text = z.pipe(
  z.union([z.string(), z.number()]),
  z.transform((raw) => String(raw)),
);
const time = z.pipe(
  z.union([z.string(), z.number()]).check(z.refine((raw) => Number.isFinite(Number(raw)), 'milliseconds')),
  z.transform(Number),
);

/** An acknowledgement tells an id at most. */
export const acknowledgement = z.object({ id: z.nullish(text) });

export const ccxtOrder = z.object({
  id: text,
  clientOrderId: z.nullish(text),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  amount,
  filled: z.nullish(amount),
  price: z.nullish(amount),
  status: z.nullish(z.string()),
  timestamp: z.nullish(time),
});
export type CcxtOrder = z.output<typeof ccxtOrder>;

const fee = z.object({ currency: z.nullish(z.string()), cost: z.nullish(amount) });

export const ccxtTrade = z.object({
  id: text,
  order: z.nullish(text),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  amount,
  price: amount,
  timestamp: time,
  fee: z.nullish(fee),
  fees: z.nullish(z.array(fee)),
  info: z.unknown(),
});
export type CcxtTrade = z.output<typeof ccxtTrade>;

const limit = z.nullish(z.object({ min: z.nullish(amount) }));

export const ccxtMarket = z.object({
  /** As the venue calls it. */
  id: text,
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  spot: z.nullish(z.boolean()),
  contractSize: z.nullish(amount),
  taker: z.nullish(amount),
  precision: z.object({ amount: z.nullish(amount), price: z.nullish(amount) }),
  limits: z.object({ amount: limit, cost: limit }),
});
export type CcxtMarket = z.output<typeof ccxtMarket>;

export const ccxtPosition = z.object({
  symbol: z.string(),
  side: z.nullish(z.enum(['long', 'short'])),
  contracts: z.nullish(amount),
});

export const ccxtBalance = z.record(z.string(), z.unknown());
export const currencyBalance = z.object({ total: amount });
export const orderBook = z.object({ bids: z.array(z.array(amount)), asks: z.array(z.array(amount)) });
