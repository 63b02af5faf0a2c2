import type { EventSubject } from '#domain/events/domain-event.ts';
import { openDrifts, type Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import type { Session, SessionStatus } from '#domain/sessions/session.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { inShort } from './plain-fields.ts';

export function sessionFields(session: Session, from: SessionStatus | null) {
  const { dryRun, fault, status, stopReason: reason, strategies, symbols } = session;
  return { status, from, reason, fault, strategies, symbols, dryRun };
}

export function reconciliationFields(reconciliation: Reconciliation) {
  const { decision, drifts, id, mode, outcome, requestedBy, trigger, troubles } = reconciliation;
  return {
    reconciliationId: id,
    outcome,
    mode,
    trigger,
    requestedBy,
    drifts: drifts.length,
    openDrifts: openDrifts(reconciliation).length,
    decision: decision?.verdict ?? null,
    troubles: inShort(troubles),
  };
}

/** The end with its report: how long it took, what is left without protection, whether ledger and broker agree, what could not be done. */
export function stopFields({ name, stop }: Extract<EventSubject, { about: 'stop' }>) {
  const { cancelAll, cancelledAt, flatten, haltEpoch, id, reason, requestedAt, requestedBy, trigger } = stop;
  const { reconciliation, snapshot } = stop;
  const fields = { stopId: id, trigger, requestedBy, reason, flatten, cancelAll, haltEpoch };
  if (name === 'EmergencyStopRequested') return fields;
  return {
    ...fields,
    secondsToLastCancel: cancelledAt === null ? null : (cancelledAt - requestedAt) / SECOND,
    orders: stop.orders.length,
    unprotected: stop.unprotected.map(({ protectedQuantity, quantity, symbol }) => ({
      symbol,
      quantity: toPlain(quantity),
      protectedQuantity: toPlain(protectedQuantity),
    })),
    reconciliation: reconciliation?.outcome ?? null,
    openDrifts: reconciliation?.drifts.length ?? null,
    equity: snapshot === null ? null : toPlain(snapshot.equity),
    troubles: inShort(stop.troubles),
  };
}
