import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { OrderIntent } from './order-intent.ts';
import type { Violation } from './violation.ts';

export const ORDER_STATES = [
  'CREATED',
  'SUBMITTED',
  'ACCEPTED',
  'PARTIAL_FILL',
  'FILLED',
  'CANCELLED',
  'REJECTED',
  'EXPIRED',
  'FAILED',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export const ORDER_EVENTS = ['submit', 'accept', 'partial_fill', 'fill', 'cancel', 'reject', 'expire', 'fail'] as const;
export type OrderEvent = (typeof ORDER_EVENTS)[number];

/** One line of an order's history. */
export interface OrderTransition {
  readonly at: Instant;
  readonly event: OrderEvent;
  readonly from: OrderState;
  readonly to: OrderState;
  readonly cause: string;
}

/** Transitions kept on the order itself; the audit trail keeps all. */
export const HISTORY_LENGTH = 30;

/**
 * One order and all that is known of it. `quantity` of the intent minus `filledQuantity` is the leaves
 * quantity. `version` counts the writes: a ledger commits a new version only over the one it replaces.
 */
export interface Order {
  readonly intent: OrderIntent;
  readonly state: OrderState;
  readonly version: number;
  /** How often the order has been given to the broker's API: 0 for one that risk denied. */
  readonly attempt: number;
  /** Request id of the invocation that created the current attempt, the only one that may send it. */
  readonly authorisedBy: string | null;
  /** `null`: the current attempt is proven not to have reached the venue. */
  readonly attemptedAt: Instant | null;
  /** The broker's id: evidence that the venue has the order. */
  readonly brokerOrderId: string | null;
  readonly filledQuantity: Decimal;
  /** Σ price × quantity of the fills, quote currency. */
  readonly filledNotional: Decimal;
  readonly fees: Decimal;
  /** The broker's answer to the current attempt was lost; the reservation is kept until there is evidence. */
  readonly outcomeUnknown: boolean;
  readonly overfilled: boolean;
  /** It is to be cancelled, and nobody has proven yet that it is: whoever looks after it asks the venue again. */
  readonly cancelRequested: boolean;
  /** Answered look-ups in a row by which the venue does not have the current attempt. */
  readonly absentLookups: number;
  /** Why a terminal order ended, e.g. `RISK`, `INSUFFICIENT_CASH`; `null` while it works or when filled. */
  readonly cause: string | null;
  /** Every violated rule of a denied order. */
  readonly violations: readonly Violation[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly history: readonly OrderTransition[];
}
