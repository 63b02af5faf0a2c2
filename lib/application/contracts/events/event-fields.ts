import * as z from 'zod/mini';
import { ORDER_STATES } from '#domain/orders/order.ts';
import { ORDER_KINDS, ORDER_PURPOSES, SIDES } from '#domain/orders/order-intent.ts';
import { ORDER_TYPES } from '#domain/orders/order-terms.ts';

/** Fields that the details of several events share. */

export const text = z.string();
/** Plain notation, signed. */
export const decimal = z.string().check(z.regex(/^-?\d+(\.\d+)?$/));
export const time = z.iso.datetime();
export const count = z.int().check(z.nonnegative());

/** Version of the details of all events: a field that is added does not move it, one that goes or means something else does. */
export const EVENT_VERSION = 1;

/** What every event says. */
export const HEAD = {
  version: z.literal(EVENT_VERSION),
  /** The same for the same fact, however often it comes. */
  id: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  environment: text,
  account: text,
  sessionId: z.nullable(text),
  /** When it came about. */
  at: time,
};

export const violations = z.array(z.strictObject({ rule: text, limit: text, value: text, unit: text }));

/** An order as it stood when it was told. */
export const ORDER = {
  clientOrderId: text,
  brokerOrderId: z.nullable(text),
  strategy: text,
  symbol: text,
  side: z.enum(SIDES),
  kind: z.enum(ORDER_KINDS),
  purpose: z.enum(ORDER_PURPOSES),
  quantity: decimal,
  type: z.enum(ORDER_TYPES),
  limitPrice: z.nullable(decimal),
  stopPrice: z.nullable(decimal),
  state: z.enum(ORDER_STATES),
  attempt: count,
  filledQuantity: decimal,
  averagePrice: z.nullable(decimal),
  fees: decimal,
  /** Of the step: who or what brought it about. */
  cause: text,
};
