import * as z from 'zod/mini';
import { ORDER_STATES } from '#domain/orders/order.ts';
import { SIDES } from '#domain/orders/order-intent.ts';
import { TIMES_IN_FORCE } from '#domain/orders/order-terms.ts';
import { LOOK_BACK } from '#domain/promotion/clean-days.ts';
import { RUNGS } from '#domain/promotion/rung.ts';
import { RECONCILIATION_MODES } from '#domain/reconciliation/reconciliation.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { DAY, parseUtcDay } from '#domain/shared/instant.ts';
import { SIGNAL_ACTIONS } from '#domain/strategies/strategy.ts';
import { exactDigits, identifier, instant, positiveDecimal, symbol } from '../message-fields.ts';

/** What requests may carry: unknown fields are refused, so that a slip of the pen changes nothing. */

/** For people, kept with the record. What a store would refuse, or a screen show as something else, is no ground to refuse an act: it becomes a space. */
const reason = z.pipe(
  z.string().check(z.minLength(1), z.maxLength(200)),
  z.transform((text) => text.toWellFormed().replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')),
);
const names = z.array(z.string().check(z.minLength(1), z.maxLength(100))).check(
  z.minLength(1),
  z.maxLength(100),
  z.refine((list) => new Set(list).size === list.length, 'each name once'),
);

/** A quantity that may be zero or, of a short, negative. */
const signedDecimal = z.pipe(
  z.string().check(z.regex(/^-?\d{1,20}(\.\d{1,20})?$/, 'a decimal in plain notation'), exactDigits),
  z.transform((text) => new Decimal(text)),
);

/** Body of `POST /sessions`; absent fields mean the environment's. */
export const startSessionBody = z.strictObject({
  strategies: z.optional(names),
  symbols: z.optional(names),
  /** No order is sent. */
  dryRun: z.optional(z.boolean()),
  /** When the session ends by itself: it decides nothing at this bar close or later. */
  until: z.optional(instant),
  /** Why it starts in spite of what the rung below has not shown. */
  overridePromotion: z.optional(reason),
});

/** `YYYY-MM-DD`. */
const day = z.iso.date({ error: 'a day as 2026-01-31' });
const shortText = z.string().check(z.regex(/^[\x20-\x7e]{1,200}$/, '1 to 200 printable characters'));

/** Body of `POST /promotion/evidence`: what `GET /promotion` of another environment told under `evidence`. */
export const carryEvidenceBody = z.strictObject({
  evidence: z
    .array(
      z.strictObject({
        environment: identifier,
        account: identifier,
        rung: z.enum(RUNGS),
        strategy: identifier,
        fingerprint: identifier,
        days: z.int().check(z.minimum(0), z.maximum(LOOK_BACK / DAY)),
        lastDay: z.nullable(day),
        unresolved: z.nullable(shortText),
        at: instant,
      }),
    )
    .check(z.minLength(1), z.maxLength(100)),
});

/** Body of `POST /sessions/{id}/stop`: positions are kept, or left first. */
export const stopSessionBody = z.strictObject({ flatten: z._default(z.boolean(), false) });

/** Body of requests that need no words. */
export const emptyBody = z.strictObject({});

/** Types of an order by hand: a trailing stop is the exit rules' business. */
export const HAND_ORDER_TYPES = ['market', 'limit', 'stop', 'stop_limit'] as const;

/** Body of `POST /orders`. */
export const placeOrderBody = z.strictObject({
  symbol,
  side: z.enum(SIDES),
  quantity: positiveDecimal,
  type: z.enum(HAND_ORDER_TYPES),
  limitPrice: z.optional(positiveDecimal),
  stopPrice: z.optional(positiveDecimal),
  timeInForce: z._default(z.enum(TIMES_IN_FORCE), 'gtc'),
  stopLoss: z.optional(positiveDecimal),
  takeProfit: z.optional(positiveDecimal),
  postOnly: z._default(z.boolean(), false),
  /** Default: the configuration's `execution.reduce_only_default`. */
  reduceOnly: z.optional(z.boolean()),
});

/** Body of `PATCH /orders/{clientOrderId}`; what is absent stays. `quantity` counts what has been filled. */
export const modifyOrderBody = z.strictObject({
  limitPrice: z.optional(positiveDecimal),
  stopPrice: z.optional(positiveDecimal),
  quantity: z.optional(positiveDecimal),
});

/** Body of `POST /positions/{symbol}/close`, and of `PUT /positions/{symbol}`. */
export const closePositionBody = z.strictObject({ reason: z.optional(reason) });
export const adjustPositionBody = z.strictObject({ targetQuantity: signedDecimal });

/** Body of `POST /emergency-stop`. */
export const emergencyStopBody = z.strictObject({
  reason,
  /** Leave all positions, too. */
  flatten: z._default(z.boolean(), false),
  /** Cancel protective orders, too. */
  cancelAll: z._default(z.boolean(), false),
});

/** Body of `POST /emergency-stop/reset`. `force`: in spite of what stands against it. */
export const resetBody = z.strictObject({ reason, force: z._default(z.boolean(), false) });

/** Body of `POST /reconciliations`; without a mode, the environment's. */
export const reconcileBody = z.strictObject({ mode: z.optional(z.enum(RECONCILIATION_MODES)) });

/** Body of `POST /risk-events/{id}/resolve`. */
export const resolveBody = z.strictObject({ reason });
/** As lists tell it; what it stands for is part of a sort key. */
export const riskEventId = z.pipe(
  z.string().check(z.regex(/^[A-Za-z0-9_-]{1,700}$/, 'an id of GET /risk-events')),
  z.transform((text, context) => {
    const id = Buffer.from(text, 'base64url').toString('utf8');
    if (/^[\x20-\x7e]+$/.test(id)) return id;
    context.issues.push({ code: 'custom', message: 'an id of GET /risk-events', input: text });
    return z.NEVER;
  }),
);

/** Body of `POST /webhooks/signals/{strategy}`: a signal never brings a size, a price or an account. */
export const webhookBody = z.strictObject({
  symbol,
  /** Charting services write it in either case. */
  signal: z.pipe(
    z.enum([...SIGNAL_ACTIONS, 'buy', 'sell', 'hold', 'close']),
    z.transform((text) => text.toUpperCase() as (typeof SIGNAL_ACTIONS)[number]),
  ),
  strength: z._default(z.number().check(z.minimum(0), z.maximum(100)), 50),
  time: instant,
  /** Of the signal: the same id of the same strategy is the same signal. */
  id: identifier,
  /** For senders that can set no header. */
  token: z.optional(z.string().check(z.maxLength(500))),
});
export const strategyInPath = identifier;

export const sessionId = z.string().check(z.regex(/^[0-9a-f]{32}$/, '32 lower-case hex digits'));
export const clientOrderId = z.string().check(z.regex(/^[0-9a-f]{32}$/, '32 lower-case hex digits'));
export const symbolInPath = symbol;
export const idempotencyKey = z.string().check(z.regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 printable characters'));

const limit = z._default(
  z.pipe(
    z.string().check(z.regex(/^\d{1,4}$/, 'a whole number')),
    z.transform((text, context) => {
      const value = Number(text);
      if (value < 1 || value > 1000) context.issues.push({ code: 'custom', message: '1 to 1000', input: text });
      return value;
    }),
  ),
  100,
);
const cursor = z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,500}$/, 'a cursor of an earlier answer')));

/** Query of every list. */
export const pageQuery = z.strictObject({ limit, cursor });
/** Query of `GET /orders`. */
export const ordersQuery = z.strictObject({
  limit,
  cursor,
  session: z.optional(sessionId),
  symbol: z.optional(symbol),
  state: z.optional(z.enum([...ORDER_STATES, 'open'])),
});
/** Query of `GET /signals`. */
export const signalsQuery = z.strictObject({
  limit,
  cursor,
  session: z.optional(sessionId),
  strategy: z.optional(identifier),
});
/** Query of `GET /fills`, `/snapshots`. */
export const sessionQuery = z.strictObject({ limit, cursor, session: z.optional(sessionId) });

/** RFC 9457: what every refusal looks like. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** The day that is not over yet, by the system's clock. */
export const TODAY = 'today';
export const DAY_FORM = `${TODAY}, or a UTC day as 2026-01-05`;
/** In the path of `GET /days/{day}`. */
export const dayName = z
  .string()
  .check(z.refine((text) => text === TODAY || parseUtcDay(text) !== null, { error: DAY_FORM }));
