import * as z from 'zod/mini';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { toIso } from '#domain/shared/instant.ts';
import { parseMessage, parseMessageJson } from './invalid-message-error.ts';
import { identifier, instant, positiveDecimal, symbol } from './message-fields.ts';

const VERSION = 1;

const schema = z.strictObject({
  version: z.literal(VERSION),
  clientOrderId: z.string().check(z.regex(/^[0-9a-f]{32}$/, '32 lower-case hex digits')),
  account: identifier,
  sessionId: identifier,
  strategy: identifier,
  symbol,
  kind: z.enum(['entry', 'exit']),
  side: z.enum(['buy', 'sell']),
  quantity: positiveDecimal,
  type: z.enum(['market']),
  referencePrice: positiveDecimal,
  referenceTime: instant,
  signalTime: instant,
  expiresAt: z.nullable(instant),
  ranking: z.number().check(z.minimum(0), z.maximum(100)),
  reason: z.string().check(z.maxLength(500)),
});

/** An intent as it travels through the orders queue: JSON, decimals in plain notation, times in ISO-8601. */
export function encodeOrderMessage(intent: OrderIntent): string {
  return JSON.stringify({
    version: VERSION,
    ...intent,
    quantity: toPlain(intent.quantity),
    referencePrice: toPlain(intent.referencePrice),
    referenceTime: toIso(intent.referenceTime),
    signalTime: toIso(intent.signalTime),
    expiresAt: intent.expiresAt === null ? null : toIso(intent.expiresAt),
  });
}

/** Reads a message of the orders queue. Throws `InvalidMessageError`. */
export function decodeOrderMessage(body: string): OrderIntent {
  const { version, ...intent } = parseMessage('order message', schema, parseMessageJson('order message', body));
  return intent;
}
