import type { Order, OrderState } from '../../orders/order.ts';
import { toIso } from '../../shared/instant.ts';
import type { AuditFact } from '../audit-entry.ts';
import { inWords } from './words.ts';

const KINDS: Readonly<Record<OrderState, string>> = {
  CREATED: 'OrderCreated',
  SUBMITTED: 'OrderSubmitted',
  ACCEPTED: 'OrderAccepted',
  PARTIAL_FILL: 'OrderPartiallyFilled',
  FILLED: 'OrderFilled',
  CANCELLED: 'OrderCancelled',
  REJECTED: 'OrderRejected',
  EXPIRED: 'OrderExpired',
  FAILED: 'OrderFailed',
};

/** One version of an order, with every transition that it still remembers: should an earlier version not have been told, this one tells of it. */
export function orderFact(order: Order): AuditFact {
  const { intent } = order;
  const { terms } = intent;
  return {
    kind: kindOf(order),
    subject: `ORDERS/${intent.clientOrderId}`,
    sessionId: intent.sessionId,
    actor: intent.strategy,
    cause: order.cause ?? order.history.at(-1)?.cause ?? intent.reason,
    detail: inWords({
      version: order.version,
      state: order.state,
      symbol: intent.symbol,
      side: intent.side,
      orderKind: intent.kind,
      purpose: intent.purpose,
      reason: intent.reason,
      quantity: intent.quantity,
      type: terms.type,
      limitPrice: terms.limitPrice,
      stopPrice: terms.stopPrice,
      referencePrice: intent.referencePrice,
      signalTime: toIso(intent.signalTime),
      attempt: order.attempt,
      authorisedBy: order.authorisedBy,
      brokerOrderId: order.brokerOrderId,
      filledQuantity: order.filledQuantity,
      filledNotional: order.filledNotional,
      fees: order.fees,
      outcomeUnknown: order.outcomeUnknown,
      overfilled: order.overfilled,
      cancelRequested: order.cancelRequested,
      violations: order.violations.length === 0 ? null : JSON.stringify(order.violations),
      history: order.history.map(({ at, from, to, cause }) => `${toIso(at)} ${from} ${to} ${cause}`).join('; '),
    }),
  };
}

/** Denied is by our risk, Rejected by the venue. */
function kindOf({ attempt, outcomeUnknown, state }: Order): string {
  if (outcomeUnknown) return 'OrderOutcomeUnknown';
  return state === 'REJECTED' && attempt === 0 ? 'OrderDenied' : KINDS[state];
}
