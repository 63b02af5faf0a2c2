import type { EventName } from '../events/domain-event.ts';
import { isAtLeast, type Severity } from './notice.ts';

interface Noticed {
  readonly severity: Severity;
  /** Of the event's fields, those that a person is told: no other leaves. */
  readonly fields: readonly string[];
}

const ORDER = ['side', 'quantity', 'filledQuantity', 'averagePrice', 'cause', 'clientOrderId'];
const MARKET = ['strategy', 'violations', 'clientOrderId'];
const STOP = ['reason', 'requestedBy', 'flatten'];

/** Events that a person is told of, and how bad they are at their worst. */
const NOTICED: Readonly<Partial<Record<EventName, Noticed>>> = {
  RiskLimitExceeded: { severity: 'critical', fields: ['rule', 'rung', 'mode', 'value', 'limit'] },
  MarginCallWarning: { severity: 'critical', fields: ['mode', 'ratio', 'limit'] },
  OrderOutcomeUnknown: { severity: 'critical', fields: ORDER },
  OrderFailed: { severity: 'critical', fields: ORDER },
  DriftDetected: { severity: 'critical', fields: ['drift', 'subject', 'quantity', 'value', 'since'] },
  EmergencyStopRequested: { severity: 'critical', fields: STOP },
  EmergencyStopCompleted: {
    severity: 'critical',
    fields: [...STOP, 'secondsToLastCancel', 'orders', 'unprotected', 'reconciliation', 'equity', 'troubles'],
  },
  SessionStateChanged: { severity: 'critical', fields: ['from', 'status', 'reason', 'fault'] },
  OrderRejected: { severity: 'warning', fields: ORDER },
  HighSlippage: { severity: 'warning', fields: MARKET },
  LowLiquidity: { severity: 'warning', fields: MARKET },
  OrderFilled: { severity: 'info', fields: ORDER },
  PositionClosed: { severity: 'info', fields: ['quantityBefore', 'fillPrice', 'pnl', 'exitReason'] },
};

/** Names of the events that may be as bad as that. */
export function noticedEvents(least: Severity): readonly EventName[] {
  return (Object.entries(NOTICED) as [EventName, Noticed][]).flatMap(([name, { severity }]) =>
    isAtLeast(severity, least) ? [name] : [],
  );
}

export function noticedFields(name: string): readonly string[] {
  return NOTICED[name as EventName]?.fields ?? [];
}

/** How bad this one is; `null`: nobody is told. */
export function severityOf(name: string, detail: Readonly<Record<string, unknown>>): Severity | null {
  if (name === 'SessionStateChanged') return detail['status'] === 'ERROR' ? 'critical' : 'info';
  if (name === 'DriftDetected' && detail['severity'] === 'warning') return 'warning';
  return NOTICED[name as EventName]?.severity ?? null;
}
