import * as z from 'zod/mini';
import { decimal, time } from './alpaca-schemas.ts';

const order = {
  id: z.string(),
  client_order_id: z.nullish(z.string()),
  created_at: z.nullish(time),
  submitted_at: z.nullish(time),
  symbol: z.nullish(z.string()),
  asset_class: z.nullish(z.string()),
  side: z.nullish(z.string()),
  /** `null`: an order by amount. */
  qty: z.nullish(decimal),
  filled_qty: decimal,
  status: z.string(),
  order_class: z.nullish(z.string()),
  replaced_by: z.nullish(z.string()),
};

/** Of several orders in one, `legs` has the others; it is there only where they were asked for. */
export const orderAnswer = z.object({ ...order, legs: z.nullish(z.array(z.object(order))) });
export type AlpacaOrder = z.output<typeof orderAnswer>;

export const ordersAnswer = z.array(orderAnswer);

const activity = z.object({
  id: z.string(),
  /** As it is written: its digits go beyond the millisecond. */
  transaction_time: z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)),
  order_id: z.string(),
  symbol: z.string(),
  side: z.string(),
  qty: decimal,
  price: decimal,
  cum_qty: z.nullish(decimal),
});
export type AlpacaActivity = z.output<typeof activity>;

export const activitiesAnswer = z.array(activity);

export const movementsAnswer = z.array(
  z.object({
    id: z.string(),
    activity_type: z.string(),
    net_amount: z.nullish(decimal),
    symbol: z.nullish(z.string()),
    description: z.nullish(z.string()),
    status: z.nullish(z.string()),
  }),
);

export const accountAnswer = z.object({ cash: decimal, currency: z.nullish(z.string()) });

export const positionsAnswer = z.array(
  z.object({ symbol: z.string(), asset_class: z.nullish(z.string()), qty: decimal, side: z.nullish(z.string()) }),
);

export const assetAnswer = z.object({
  tradable: z.nullish(z.boolean()),
  fractionable: z.nullish(z.boolean()),
  min_trade_increment: z.nullish(decimal),
  price_increment: z.nullish(decimal),
});

export const clockAnswer = z.object({
  timestamp: time,
  is_open: z.boolean(),
  next_open: z.nullish(time),
  next_close: z.nullish(time),
});

export const refusalAnswer = z.object({ code: z.nullish(z.string()), message: z.string() });
