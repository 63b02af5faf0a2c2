import * as z from 'zod/mini';
import { STOP_TRIGGERS } from '#domain/emergency/emergency-stop.ts';
import type { EventName } from '#domain/events/domain-event.ts';
import { EXIT_REASONS } from '#domain/orders/fill.ts';
import { SIDES } from '#domain/orders/order-intent.ts';
import { DRIFT_KINDS } from '#domain/reconciliation/drift.ts';
import {
  RECONCILIATION_MODES,
  RECONCILIATION_OUTCOMES,
  RECONCILIATION_TRIGGERS,
} from '#domain/reconciliation/reconciliation.ts';
import { SESSION_STATUSES } from '#domain/sessions/session.ts';
import { SIGNAL_SOURCES } from '#domain/signals/signal-record.ts';
import { count, decimal, HEAD, ORDER, text, time, violations } from './event-fields.ts';

/** `source` of everything that Tidegate puts on its bus. */
export const EVENT_SOURCE = 'tidegate';

const order = z.strictObject({ ...HEAD, ...ORDER });

const signal = {
  strategy: text,
  symbol: text,
  /** `null` of an order that no signal has asked for: protection, an exit rule, an operator. */
  signalId: z.nullable(text),
  source: z.nullable(z.enum(SIGNAL_SOURCES)),
  signal: text,
  strength: z.nullable(z.number()),
  reason: text,
  time,
  clientOrderId: z.nullable(text),
};

const position = {
  symbol: text,
  /** Signed. */
  quantityBefore: decimal,
  quantity: decimal,
  fillId: text,
  clientOrderId: z.nullable(text),
  side: z.enum(SIDES),
  fillQuantity: decimal,
  fillPrice: decimal,
};

const market = z.strictObject({ ...HEAD, clientOrderId: text, symbol: text, strategy: text, violations });

const stop = {
  stopId: text,
  trigger: z.enum(STOP_TRIGGERS),
  requestedBy: text,
  reason: text,
  flatten: z.boolean(),
  cancelAll: z.boolean(),
  haltEpoch: count,
};

/** A limit that acts by itself; amounts are `null` where the account has no equity to measure by. */
const limit = { riskEventId: text, rule: text, mode: text };

/** What the detail of each event is, field by field. */
export const EVENT_SCHEMAS = {
  SignalGenerated: z.strictObject({ ...HEAD, ...signal }),
  SignalDenied: z.strictObject({ ...HEAD, ...signal, cause: text, why: text, violations }),
  OrderSubmitted: order,
  OrderAccepted: order,
  OrderPartiallyFilled: order,
  OrderFilled: order,
  OrderCancelled: order,
  OrderRejected: order,
  OrderExpired: order,
  OrderFailed: order,
  OrderOutcomeUnknown: order,
  PositionOpened: z.strictObject({ ...HEAD, ...position }),
  PositionChanged: z.strictObject({ ...HEAD, ...position }),
  PositionClosed: z.strictObject({
    ...HEAD,
    ...position,
    /** Of the trade, net of every fee; `null` where its opening is not known. */
    pnl: z.nullable(decimal),
    openedAt: z.nullable(time),
    exitReason: z.nullable(z.enum(EXIT_REASONS)),
  }),
  SessionStateChanged: z.strictObject({
    ...HEAD,
    status: z.enum(SESSION_STATUSES),
    from: z.nullable(z.enum(SESSION_STATUSES)),
    reason: z.nullable(text),
    fault: z.nullable(text),
    strategies: z.array(text),
    symbols: z.array(text),
    dryRun: z.boolean(),
  }),
  RiskLimitExceeded: z.strictObject({
    ...HEAD,
    ...limit,
    rung: text,
    value: z.nullable(decimal),
    limit: z.nullable(decimal),
    used: z.nullable(z.number()),
  }),
  MarginCallWarning: z.strictObject({
    ...HEAD,
    ...limit,
    ratio: z.nullable(z.number()),
    limit: z.nullable(z.number()),
  }),
  HighSlippage: market,
  LowLiquidity: market,
  ReconciliationCompleted: z.strictObject({
    ...HEAD,
    reconciliationId: text,
    outcome: z.nullable(z.enum(RECONCILIATION_OUTCOMES)),
    mode: z.enum(RECONCILIATION_MODES),
    trigger: z.enum(RECONCILIATION_TRIGGERS),
    requestedBy: text,
    drifts: count,
    openDrifts: count,
    decision: z.nullable(z.enum(['approved', 'denied', 'timed_out'])),
    troubles: z.array(text),
  }),
  DriftDetected: z.strictObject({
    ...HEAD,
    riskEventId: text,
    reconciliationId: text,
    severity: text,
    drift: z.enum(DRIFT_KINDS),
    subject: text,
    symbol: z.nullable(text),
    quantity: z.nullable(decimal),
    value: z.nullable(decimal),
    since: time,
  }),
  EmergencyStopRequested: z.strictObject({ ...HEAD, ...stop }),
  EmergencyStopCompleted: z.strictObject({
    ...HEAD,
    ...stop,
    secondsToLastCancel: z.nullable(z.number()),
    orders: count,
    unprotected: z.array(z.strictObject({ symbol: text, quantity: decimal, protectedQuantity: decimal })),
    reconciliation: z.nullable(z.enum(RECONCILIATION_OUTCOMES)),
    openDrifts: z.nullable(count),
    equity: z.nullable(decimal),
    troubles: z.array(text),
  }),
} satisfies Readonly<Record<EventName, z.ZodMiniObject>>;

/** The detail of an event by its name. */
export type EventDetail<Name extends EventName> = z.output<(typeof EVENT_SCHEMAS)[Name]>;
