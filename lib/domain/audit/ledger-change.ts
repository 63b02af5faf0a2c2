import type { TradingMode } from '../accounts/account.ts';
import type { PositionMove } from '../accounts/position-move.ts';
import type { EmergencyStop } from '../emergency/emergency-stop.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import type { CashAdjustment } from '../reconciliation/adjustment.ts';
import type { Reconciliation } from '../reconciliation/reconciliation.ts';
import type { Session } from '../sessions/session.ts';
import type { Instant } from '../shared/instant.ts';
import type { SignalRecord } from '../signals/signal-record.ts';

/** A risk event as the ledger has it. */
export interface AuditedRiskEvent {
  readonly id: string;
  readonly sessionId: string | null;
  readonly kind: string;
  readonly severity: string;
  readonly at: Instant;
  readonly detail: Readonly<Record<string, string>>;
  readonly resolution: { readonly at: Instant; readonly by: string; readonly reason: string } | null;
}

/** A request of an operator to the API, after it was answered. */
export interface AuditedAct {
  /** What it was about: an id of an order, a session, a stop; else the route. */
  readonly subject: string;
  readonly sessionId: string | null;
  /** ARN of the caller. */
  readonly caller: string;
  /** `POST /orders`. */
  readonly route: string;
  /** Idempotency key: the same key is the same act. */
  readonly key: string;
  readonly status: number;
}

/** One record of the ledger as a write has left it. */
export type LedgerChange =
  | { readonly kind: 'order'; readonly order: Order }
  /** `move`: `null` of an entry that only goes with another, and of a record from before it was kept. */
  | { readonly kind: 'fill'; readonly fill: Fill; readonly move: PositionMove | null }
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'signal'; readonly signal: SignalRecord }
  | { readonly kind: 'reconciliation'; readonly reconciliation: Reconciliation }
  | { readonly kind: 'cash'; readonly adjustment: CashAdjustment }
  | { readonly kind: 'risk_event'; readonly event: AuditedRiskEvent }
  | { readonly kind: 'stop'; readonly stop: EmergencyStop }
  | {
      readonly kind: 'mode';
      readonly mode: TradingMode;
      readonly cause: string;
      readonly haltEpoch: number;
      /** Sequence number of the write. */
      readonly sequence: string;
    }
  /** `ttl`: when it was to go by itself; `null`: never. */
  | { readonly kind: 'removed'; readonly key: string; readonly ttl: Instant | null }
  /** Not what this program writes. */
  | { readonly kind: 'unreadable'; readonly key: string; readonly why: string };

/** A change with the account that it belongs to, and when it was written. */
export interface RecordedChange {
  readonly account: string;
  readonly at: Instant;
  readonly change: LedgerChange;
}
