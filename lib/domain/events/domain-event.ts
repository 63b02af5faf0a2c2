import type { PositionMove } from '../accounts/position-move.ts';
import { sha256 } from '../audit/audit-entry.ts';
import type { AuditedRiskEvent } from '../audit/ledger-change.ts';
import type { EmergencyStop } from '../emergency/emergency-stop.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import type { Reconciliation } from '../reconciliation/reconciliation.ts';
import type { Session, SessionStatus } from '../sessions/session.ts';
import type { Instant } from '../shared/instant.ts';
import type { SignalRecord } from '../signals/signal-record.ts';

/** Everything that leaves by the bus, by its public name. */
export const EVENT_NAMES = [
  'SignalGenerated',
  'SignalDenied',
  'OrderSubmitted',
  'OrderAccepted',
  'OrderPartiallyFilled',
  'OrderFilled',
  'OrderCancelled',
  'OrderRejected',
  'OrderExpired',
  'OrderFailed',
  'OrderOutcomeUnknown',
  'PositionOpened',
  'PositionChanged',
  'PositionClosed',
  'SessionStateChanged',
  'RiskLimitExceeded',
  'MarginCallWarning',
  'HighSlippage',
  'LowLiquidity',
  'ReconciliationCompleted',
  'DriftDetected',
  'EmergencyStopRequested',
  'EmergencyStopCompleted',
] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** Risk events of the ledger that are events of the bus, by the same name. */
export const RISK_EVENT_NAMES = ['RiskLimitExceeded', 'MarginCallWarning', 'DriftDetected'] as const;
export type RiskEventName = (typeof RISK_EVENT_NAMES)[number];

export type OrderEventName = Extract<EventName, `Order${string}`>;
export type PositionEventName = Extract<EventName, `Position${string}`>;

/** What an event is about, as the ledger has it. */
export type EventSubject =
  | { readonly about: 'signal'; readonly name: 'SignalGenerated' | 'SignalDenied'; readonly signal: SignalRecord }
  /** Denied by risk, in the queue's consumer: the order never became one. */
  | { readonly about: 'denial'; readonly name: 'SignalDenied'; readonly order: Order }
  /** What the gate found of the market when it denied an order. */
  | { readonly about: 'market'; readonly name: 'HighSlippage' | 'LowLiquidity'; readonly order: Order }
  /** `cause`: of the step. */
  | { readonly about: 'order'; readonly name: OrderEventName; readonly order: Order; readonly cause: string }
  | { readonly about: 'position'; readonly name: PositionEventName; readonly fill: Fill; readonly move: PositionMove }
  /** `from`: `null` where it has just been opened. */
  | {
      readonly about: 'session';
      readonly name: 'SessionStateChanged';
      readonly session: Session;
      readonly from: SessionStatus | null;
    }
  | { readonly about: 'risk'; readonly name: RiskEventName; readonly event: AuditedRiskEvent }
  | {
      readonly about: 'reconciliation';
      readonly name: 'ReconciliationCompleted';
      readonly reconciliation: Reconciliation;
    }
  | {
      readonly about: 'stop';
      readonly name: 'EmergencyStopRequested' | 'EmergencyStopCompleted';
      readonly stop: EmergencyStop;
    };

/** Something that has happened, for whoever listens on the bus. */
export type DomainEvent = EventSubject & {
  /** Of the fact: 32 hex digits, the same however often it is told. */
  readonly id: string;
  readonly account: string;
  readonly sessionId: string | null;
  readonly at: Instant;
};

/** @param identity what tells the fact apart from every other of its name and account */
export function eventId(name: EventName, account: string, identity: readonly (string | number)[]): string {
  return sha256(JSON.stringify(['tidegate event 1', account, name, ...identity])).slice(0, 32);
}
