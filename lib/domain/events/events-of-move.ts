import type { AuditedRiskEvent, LedgerChange, RecordedChange } from '../audit/ledger-change.ts';
import type { EmergencyStop } from '../emergency/emergency-stop.ts';
import type { Reconciliation } from '../reconciliation/reconciliation.ts';
import type { Session } from '../sessions/session.ts';
import type { Instant } from '../shared/instant.ts';
import type { SignalRecord } from '../signals/signal-record.ts';
import { type DomainEvent, eventId, RISK_EVENT_NAMES } from './domain-event.ts';
import { orderEvents } from './order-events.ts';
import { positionEvents } from './position-events.ts';

/** A record of the ledger before and after a write. */
export interface LedgerMove extends RecordedChange {
  /** `null`: it was not there, or was nothing that can be read. */
  readonly before: LedgerChange | null;
}

/** The events of one write, in their order. The same write gives the same events, by their ids too; a write that changes nothing of interest gives none. */
export function eventsOfMove({ account, at, before, change }: LedgerMove): readonly DomainEvent[] {
  switch (change.kind) {
    case 'order':
      return orderEvents(before?.kind === 'order' ? before.order : null, change.order);
    case 'fill':
      return before === null && change.move !== null ? positionEvents(change.fill, change.move) : [];
    case 'signal':
      return signalEvents(before?.kind === 'signal' ? before.signal : null, change.signal);
    case 'session':
      return sessionEvents(before?.kind === 'session' ? before.session : null, change.session, at);
    case 'reconciliation':
      return reconciliationEvents(
        before?.kind === 'reconciliation' ? before.reconciliation : null,
        change.reconciliation,
      );
    case 'stop':
      return stopEvents(before?.kind === 'stop' ? before.stop : null, change.stop);
    case 'risk_event':
      return before === null ? riskEvents(account, change.event) : [];
    case 'cash':
    case 'mode':
    case 'removed':
    case 'unreadable':
      return [];
  }
}

function signalEvents(before: SignalRecord | null, signal: SignalRecord): readonly DomainEvent[] {
  const { account, decision, id, receivedAt, sessionId } = signal;
  if (before?.decision.kind === decision.kind) return [];
  const name = decision.kind === 'denied' ? 'SignalDenied' : 'SignalGenerated';
  const eventOfSignal = { about: 'signal', name, signal, account, sessionId, at: receivedAt } as const;
  return [{ ...eventOfSignal, id: eventId(name, account, [id, decision.kind]) }];
}

/** @param at of the write: a session has no time of its moves */
function sessionEvents(before: Session | null, session: Session, at: Instant): readonly DomainEvent[] {
  const { account, id, status, version } = session;
  if (before?.status === status) return [];
  const name = 'SessionStateChanged';
  const from = before?.status ?? null;
  return [
    { about: 'session', name, session, from, id: eventId(name, account, [id, version]), account, sessionId: id, at },
  ];
}

function reconciliationEvents(before: Reconciliation | null, reconciliation: Reconciliation): readonly DomainEvent[] {
  const { account, id, phase, phaseSince: at } = reconciliation;
  if (phase !== 'done' || before?.phase === 'done') return [];
  const name = 'ReconciliationCompleted';
  return [
    {
      about: 'reconciliation',
      name,
      reconciliation,
      id: eventId(name, account, [id]),
      account,
      sessionId: null,
      at,
    },
  ];
}

function stopEvents(before: EmergencyStop | null, stop: EmergencyStop): readonly DomainEvent[] {
  const { account, id, phase, phaseSince, requestedAt } = stop;
  const eventOfStop = (name: 'EmergencyStopRequested' | 'EmergencyStopCompleted', at: Instant): DomainEvent => ({
    about: 'stop',
    name,
    stop,
    id: eventId(name, account, [id]),
    account,
    sessionId: null,
    at,
  });
  return [
    ...(before === null ? [eventOfStop('EmergencyStopRequested', requestedAt)] : []),
    ...(phase === 'done' && before?.phase !== 'done' ? [eventOfStop('EmergencyStopCompleted', phaseSince)] : []),
  ];
}

function riskEvents(account: string, event: AuditedRiskEvent): readonly DomainEvent[] {
  const name = RISK_EVENT_NAMES.find((known) => known === event.kind);
  if (name === undefined) return [];
  const { at, id, sessionId } = event;
  return [{ about: 'risk', name, event, id: eventId(name, account, [id]), account, sessionId, at }];
}
