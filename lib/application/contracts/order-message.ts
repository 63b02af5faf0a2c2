import * as z from 'zod/mini';
import { ORDER_KINDS, ORDER_PURPOSES, type OrderIntent, SIDES } from '#domain/orders/order-intent.ts';
import { ORDER_TYPES, TIMES_IN_FORCE, termsFault } from '#domain/orders/order-terms.ts';
import { Decimal, toPlain } from '#domain/shared/decimal.ts';
import { toIso } from '#domain/shared/instant.ts';
import type { QueuedCommand } from '#domain/trading/order-command.ts';
import { parseMessage, parseMessageJson } from './invalid-message-error.ts';
import { identifier, instant, positiveDecimal, symbol } from './message-fields.ts';

const VERSION = 2;

const orderId = z.string().check(z.regex(/^[0-9a-f]{32}$/, '32 lower-case hex digits'));
const price = z.nullable(positiveDecimal);
const reason = z.string().check(z.maxLength(500));
const estimate = z.nullable(z.number());

const terms = z
  .strictObject({
    type: z.enum(ORDER_TYPES),
    timeInForce: z.enum(TIMES_IN_FORCE),
    limitPrice: price,
    stopPrice: price,
    trailPct: price,
    takeProfitPrice: price,
    postOnly: z.boolean(),
    reduceOnly: z.boolean(),
  })
  .check(z.refine((value) => termsFault(value) === null, 'terms that go together'));

const market = z.strictObject({
  spreadBps: estimate,
  depthNotional: z.nullable(z.string()),
  impactBps: estimate,
  volatility: estimate,
  correlation: z.nullable(z.strictObject({ symbol, value: estimate })),
  isHalted: z.boolean(),
});

const intent = z.strictObject({
  clientOrderId: orderId,
  account: identifier,
  sessionId: identifier,
  strategy: identifier,
  symbol,
  kind: z.enum(ORDER_KINDS),
  purpose: z.enum(ORDER_PURPOSES),
  side: z.enum(SIDES),
  quantity: positiveDecimal,
  terms,
  attached: z.strictObject({ stopLoss: price, takeProfit: price }),
  referencePrice: positiveDecimal,
  referenceTime: instant,
  market,
  signalTime: instant,
  expiresAt: z.nullable(instant),
  ranking: z.number().check(z.minimum(0), z.maximum(100)),
  reason,
});

const schema = z.discriminatedUnion('kind', [
  z.strictObject({ version: z.literal(VERSION), kind: z.literal('place'), intent }),
  z.strictObject({
    version: z.literal(VERSION),
    kind: z.literal('cancel'),
    id: identifier,
    account: identifier,
    sessionId: identifier,
    symbol,
    except: orderId,
    scope: z.enum(['all', 'entries', 'protection', 'earlier']),
    requestedAt: instant,
    reason,
  }),
  z.strictObject({
    version: z.literal(VERSION),
    kind: z.literal('cancel_order'),
    id: identifier,
    account: identifier,
    symbol,
    clientOrderId: orderId,
    requestedAt: instant,
    reason,
  }),
  z.strictObject({ version: z.literal(VERSION), kind: z.literal('replace'), replaces: orderId, intent }),
]);

/** A command as it travels through the orders queue: JSON, decimals in plain notation, times in ISO-8601. */
export function encodeOrderMessage(command: QueuedCommand): string {
  const body =
    'intent' in command
      ? { ...command, intent: encodeIntent(command.intent) }
      : { ...command, requestedAt: toIso(command.requestedAt) };
  return JSON.stringify({ version: VERSION, ...body });
}

/** Reads a message of the orders queue. Throws `InvalidMessageError`. */
export function decodeOrderMessage(body: string): QueuedCommand {
  const { version: _, ...command } = parseMessage('order message', schema, parseMessageJson('order message', body));
  return command;
}

function encodeIntent(value: OrderIntent): unknown {
  return plainDecimals({
    ...value,
    referenceTime: toIso(value.referenceTime),
    signalTime: toIso(value.signalTime),
    expiresAt: value.expiresAt === null ? null : toIso(value.expiresAt),
  });
}

/** Every `Decimal` in a record as its plain text. */
function plainDecimals(value: unknown): unknown {
  if (value instanceof Decimal) return toPlain(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainDecimals(member)]));
}
