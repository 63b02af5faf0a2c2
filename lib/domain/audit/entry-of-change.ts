import type { Instant } from '../shared/instant.ts';
import { type AuditEntry, type AuditFact, entryOf } from './audit-entry.ts';
import { modeFact, riskEventFact, sessionFact, stopFact, strangeRecordFact } from './facts/control-facts.ts';
import { fillFact } from './facts/fill-fact.ts';
import { orderFact } from './facts/order-fact.ts';
import { cashFact, reconciliationFact } from './facts/reconciliation-facts.ts';
import { signalFact } from './facts/signal-fact.ts';
import type { LedgerChange, RecordedChange } from './ledger-change.ts';

/** What the trail says of a change: told twice, it is the same entry. */
export function entryOfChange({ account, at, change }: RecordedChange): AuditEntry {
  return entryOf(account, timeOf(change) ?? at, factOf(account, change));
}

function factOf(account: string, change: LedgerChange): AuditFact {
  switch (change.kind) {
    case 'order':
      return orderFact(change.order);
    case 'fill':
      return fillFact(change.fill);
    case 'session':
      return sessionFact(change.session);
    case 'signal':
      return signalFact(change.signal);
    case 'reconciliation':
      return reconciliationFact(change.reconciliation);
    case 'cash':
      return cashFact(change.adjustment);
    case 'risk_event':
      return riskEventFact(change.event);
    case 'stop':
      return stopFact(change.stop);
    case 'mode':
      return modeFact(account, change.mode, change.cause, change.haltEpoch, change.sequence);
    case 'removed':
      return strangeRecordFact('RecordRemoved', change.key, 'it was deleted');
    case 'unreadable':
      return strangeRecordFact('RecordUnreadable', change.key, change.why);
  }
}

/** By the record's own clock; `null`: it has none, the time of the write has to do. */
function timeOf(change: LedgerChange): Instant | null {
  switch (change.kind) {
    case 'order':
      return change.order.updatedAt;
    case 'fill':
      return change.fill.time;
    case 'signal':
      return change.signal.receivedAt;
    case 'reconciliation':
      return change.reconciliation.phaseSince;
    case 'cash':
      return change.adjustment.at;
    case 'risk_event':
      return change.event.resolution?.at ?? change.event.at;
    case 'stop':
      return change.stop.phase === 'cancelling' ? change.stop.requestedAt : change.stop.phaseSince;
    case 'session':
    case 'mode':
    case 'removed':
    case 'unreadable':
      return null;
  }
}
