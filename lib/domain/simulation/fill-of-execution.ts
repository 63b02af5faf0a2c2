import { exitReasonOf } from '../orders/exit-reason.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import { type Execution, sequenceText } from './venue-book.ts';

/** The venue's execution as the account's fill; `order` is the one that it executes, if any. */
export function fillOfExecution(execution: Execution, order: Order | null, account: string, sessionId: string): Fill {
  const { sequence, explanation, ...traded } = execution;
  return {
    ...traded,
    account,
    otherFees: [],
    sessionId,
    venueTime: null,
    sequence: sequenceText(sequence),
    reason: exitReasonOf(order?.intent ?? null, explanation.trigger),
    explanation,
  };
}
