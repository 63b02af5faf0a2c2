import type { Order } from '#domain/orders/order.ts';
import { toIso } from '#domain/shared/instant.ts';
import type { SignalRecord } from '#domain/signals/signal-record.ts';

export function signalFields({ decision, ...signal }: SignalRecord) {
  return {
    strategy: signal.strategy,
    symbol: signal.symbol,
    signalId: signal.id,
    source: signal.source,
    signal: signal.action,
    strength: signal.strength,
    reason: signal.reason,
    time: toIso(signal.time),
    clientOrderId: decision.kind === 'ordered' ? decision.clientOrderId : null,
  };
}

/** A signal that asked for no order. */
export function denialFields(signal: SignalRecord) {
  const { decision } = signal;
  const [cause, why] = decision.kind === 'denied' ? [decision.cause, decision.detail] : [decision.kind, ''];
  return { ...signalFields(signal), cause, why, violations: [] };
}

/** An order that risk denied, be it a signal's or not. */
export function orderDenialFields({ intent, violations }: Order) {
  return {
    strategy: intent.strategy,
    symbol: intent.symbol,
    signalId: null,
    source: null,
    signal: intent.kind === 'exit' ? 'CLOSE' : intent.side === 'buy' ? 'BUY' : 'SELL',
    strength: intent.ranking,
    reason: intent.reason,
    time: toIso(intent.signalTime),
    clientOrderId: intent.clientOrderId,
    cause: 'risk',
    why: violations.map(({ rule }) => rule).join(', '),
    violations,
  };
}
