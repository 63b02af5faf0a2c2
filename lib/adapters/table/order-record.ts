import { ORDER_EVENTS, ORDER_STATES, type Order, type OrderTransition } from '#domain/orders/order.ts';
import { ORDER_KINDS, ORDER_PURPOSES, type OrderIntent, SIDES } from '#domain/orders/order-intent.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import type { Violation } from '#domain/risk/rule.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { orderKey, sortableIso } from './keys.ts';
import { decodeMarket, decodeTerms, encodeMarket, encodeTerms } from './order-terms-record.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

/** The order's record. While `isOpen` it carries the two attributes of the open-orders index. */
export function encodeOrder(order: Order): Item & Key {
  const { intent } = order;
  return {
    ...orderKey(intent.account, intent.clientOrderId),
    ...attributes({
      schemaVersion: SCHEMA_VERSION,
      ...intentAttributes(intent),
      state: order.state,
      version: order.version,
      attempt: order.attempt,
      authorisedBy: order.authorisedBy,
      attemptedAt: order.attemptedAt,
      brokerOrderId: order.brokerOrderId,
      filledQuantity: orAbsent(order.filledQuantity, order.filledQuantity.isZero()),
      filledNotional: orAbsent(order.filledNotional, order.filledNotional.isZero()),
      fees: orAbsent(order.fees, order.fees.isZero()),
      outcomeUnknown: orAbsent(true, !order.outcomeUnknown),
      overfilled: orAbsent(true, !order.overfilled),
      cancelRequested: orAbsent(true, !order.cancelRequested),
      absentLookups: orAbsent(order.absentLookups, order.absentLookups === 0),
      cause: order.cause,
      violations: orAbsent(order.violations.map(encodeViolation), order.violations.length === 0),
      createdAt: order.createdAt,
      updatedAt: order.updatedAt,
      history: order.history.map(encodeTransition),
    }),
    ...(isOpen(order) ? { openPk: intent.account, openSk: openSortKey(order) } : {}),
  };
}

/** Whether `track-orders` still has to look after the order: it works, or nobody knows whether it does. */
export function isOpen(order: Order): boolean {
  return !isTerminal(order.state) || order.outcomeUnknown;
}

export function decodeOrder(item: Item): Order {
  const reader = new RecordReader(item);
  return {
    intent: decodeIntent(reader),
    state: reader.oneOf('state', ORDER_STATES),
    version: reader.integer('version'),
    attempt: reader.integer('attempt'),
    authorisedBy: reader.textOrNull('authorisedBy'),
    attemptedAt: reader.integerOrNull('attemptedAt'),
    brokerOrderId: reader.textOrNull('brokerOrderId'),
    filledQuantity: reader.decimalOrNull('filledQuantity') ?? ZERO,
    filledNotional: reader.decimalOrNull('filledNotional') ?? ZERO,
    fees: reader.decimalOrNull('fees') ?? ZERO,
    outcomeUnknown: reader.flag('outcomeUnknown'),
    overfilled: reader.flag('overfilled'),
    cancelRequested: reader.flag('cancelRequested'),
    absentLookups: reader.integerOrNull('absentLookups') ?? 0,
    cause: reader.textOrNull('cause'),
    violations: reader.records('violations').map(decodeViolation),
    createdAt: reader.integer('createdAt'),
    updatedAt: reader.integer('updatedAt'),
    history: reader.records('history').map(decodeTransition),
  };
}

function intentAttributes(intent: OrderIntent) {
  return {
    account: intent.account,
    sessionId: intent.sessionId,
    strategy: intent.strategy,
    symbol: intent.symbol,
    kind: intent.kind,
    purpose: intent.purpose,
    side: intent.side,
    quantity: intent.quantity,
    ...encodeTerms(intent.terms),
    attachedStop: intent.attached.stopLoss,
    attachedTarget: intent.attached.takeProfit,
    ...encodeMarket(intent.market),
    referencePrice: intent.referencePrice,
    referenceTime: intent.referenceTime,
    signalTime: intent.signalTime,
    expiresAt: intent.expiresAt,
    ranking: intent.ranking,
    reason: intent.reason,
  };
}

function decodeIntent(reader: RecordReader): OrderIntent {
  return {
    clientOrderId: reader.text('sk'),
    account: reader.text('account'),
    sessionId: reader.text('sessionId'),
    strategy: reader.text('strategy'),
    symbol: reader.text('symbol'),
    kind: reader.oneOf('kind', ORDER_KINDS),
    purpose: reader.oneOf('purpose', ORDER_PURPOSES),
    side: reader.oneOf('side', SIDES),
    quantity: reader.decimal('quantity'),
    terms: decodeTerms(reader),
    attached: {
      stopLoss: reader.decimalOrNull('attachedStop'),
      takeProfit: reader.decimalOrNull('attachedTarget'),
    },
    market: decodeMarket(reader),
    referencePrice: reader.decimal('referencePrice'),
    referenceTime: reader.integer('referenceTime'),
    signalTime: reader.integer('signalTime'),
    expiresAt: reader.integerOrNull('expiresAt'),
    ranking: reader.decimal('ranking').toNumber(),
    reason: reader.text('reason'),
  };
}

function openSortKey(order: Order): string {
  return `${sortableIso(order.createdAt)}#${order.intent.clientOrderId}`;
}

function encodeTransition({ at, event, from, to, cause }: OrderTransition): Item {
  return attributes({ at, event, from, to, cause });
}

function decodeTransition(reader: RecordReader): OrderTransition {
  return {
    at: reader.integer('at'),
    event: reader.oneOf('event', ORDER_EVENTS),
    from: reader.oneOf('from', ORDER_STATES),
    to: reader.oneOf('to', ORDER_STATES),
    cause: reader.text('cause'),
  };
}

function encodeViolation({ rule, limit, value, unit }: Violation): Item {
  return { rule, limit, value, unit };
}

function decodeViolation(reader: RecordReader): Violation {
  return {
    rule: reader.text('rule'),
    limit: reader.text('limit'),
    value: reader.text('value'),
    unit: reader.text('unit'),
  };
}

function orAbsent<Kept>(value: Kept, absent: boolean): Kept | null {
  return absent ? null : value;
}
