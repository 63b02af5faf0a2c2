import type { Order } from '../orders/order.ts';
import type { Violation } from '../orders/violation.ts';
import { type Instant, MINUTE } from '../shared/instant.ts';
import type { SignalRecord } from './signal-record.ts';

/** What became of a signal, so far. */
export interface SignalOutcome {
  readonly status: 'pending' | 'acted' | 'denied';
  /** Of the order that it asked for, placed or not. */
  readonly clientOrderId: string | null;
  /** Of a denied one: a `SignalDenial`, `risk`, `cancelled`, or `expired`. */
  readonly cause: string | null;
  readonly detail: string | null;
  readonly violations: readonly Violation[];
}

/** How far the clock that judges an order's expiry may be behind. */
const CLOCK_SKEW = MINUTE;

/**
 * The outcome follows from the signal's record and from the order that it asked for: the order's own way writes nothing about its signal.
 *
 * @param order `null`: there is none under the client order id
 */
export function signalOutcome({ decision }: SignalRecord, order: Order | null, now: Instant): SignalOutcome {
  if (decision.kind === 'denied') return denied(null, decision.cause, decision.detail);
  if (decision.kind === 'cancelled') return { ...ACTED, clientOrderId: null };
  const { clientOrderId, expiresAt } = decision;
  if (order === null) {
    const isExpired = expiresAt !== null && now > expiresAt + CLOCK_SKEW;
    if (isExpired) return denied(clientOrderId, 'expired', 'it was not authorised in time');
    return { ...ACTED, status: 'pending', clientOrderId };
  }
  if (order.attempt > 0) return { ...ACTED, clientOrderId };
  const rules = order.violations.map(({ rule }) => rule).join(', ');
  return denied(clientOrderId, (order.cause ?? order.state).toLowerCase(), rules, order.violations);
}

const ACTED = { status: 'acted', cause: null, detail: null, violations: [] } as const;

function denied(
  clientOrderId: string | null,
  cause: string,
  detail: string,
  violations: readonly Violation[] = [],
): SignalOutcome {
  return { status: 'denied', clientOrderId, cause, detail: detail === '' ? null : detail, violations };
}
