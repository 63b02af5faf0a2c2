import * as z from 'zod/mini';
import { time } from './alpaca-schemas.ts';

const flag = z.optional(z.nullable(z.boolean()));

export const serverTime = z.object({ timestamp: time });

export const standing = z.object({
  status: z.string(),
  account_blocked: flag,
  trading_blocked: flag,
  trade_suspended_by_user: flag,
  pattern_day_trader: flag,
  shorting_enabled: flag,
  crypto_status: z.nullish(z.string()),
});

export const assetStanding = z.object({ status: z.string(), tradable: z.boolean() });
