import type { RiskEvent } from '#application/ports/ledger.ts';
import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';
import { driftValue, type StopReconciliation } from '#domain/emergency/stop-report.ts';
import { keyOf } from '#domain/reconciliation/drift.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { SECOND, toIso } from '#domain/shared/instant.ts';

/** The risk event of a stop that is over: its report in words. */
export function completion(stop: EmergencyStop, at: number): RiskEvent {
  const {
    account,
    cancelledAt,
    id,
    orders,
    reason,
    reconciliation,
    requestedAt,
    requestedBy,
    snapshot,
    troubles,
    trigger,
    unprotected,
  } = stop;
  const seconds = cancelledAt === null ? 'not verified' : String((cancelledAt - requestedAt) / SECOND);
  return {
    id: `EmergencyStopCompleted#${id}`,
    account,
    sessionId: null,
    kind: 'EmergencyStopCompleted',
    severity: 'critical',
    at,
    detail: {
      stopId: id,
      reason,
      requestedBy,
      trigger,
      requestedAt: toIso(requestedAt),
      secondsToLastCancel: seconds,
      orders: String(orders.length),
      unprotected: unprotected.map(({ symbol, quantity }) => `${symbol} ${quantity.toFixed()}`).join(', ') || 'none',
      reconciliation: reconciliation?.outcome ?? 'none',
      drift: driftText(reconciliation),
      equity: snapshot === null ? 'unknown' : toPlain(snapshot.equity),
      troubles: troubles.join('; ').slice(0, 1000) || 'none',
    },
  };
}

/** The differences that stand, and what they come to. */
function driftText(reconciliation: StopReconciliation | null): string {
  if (reconciliation === null || reconciliation.drifts.length === 0) return 'none';
  const value = driftValue(reconciliation);
  const names = reconciliation.drifts.map(keyOf).join(', ').slice(0, 500);
  return `${names}: ${value === null ? 'of unknown value' : `${toPlain(value)} in all`}`;
}
