import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';
import { driftValue, type StopReconciliation, type StopSnapshot } from '#domain/emergency/stop-report.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import { SECOND, toIso } from '#domain/shared/instant.ts';

/** An emergency stop with its report so far. */
export function emergencyStopView(stop: EmergencyStop) {
  const { requestedAt, cancelledAt, finishedAt, reconciliation, snapshot } = stop;
  return {
    id: stop.id,
    status: stop.phase === 'done' ? 'DONE' : 'RUNNING',
    phase: stop.phase,
    trigger: stop.trigger,
    reason: stop.reason,
    requestedBy: stop.requestedBy,
    flatten: stop.flatten,
    cancelAll: stop.cancelAll,
    haltEpoch: stop.haltEpoch,
    requestedAt: toIso(requestedAt),
    cancelledAt: cancelledAt === null ? null : toIso(cancelledAt),
    secondsToLastCancel: cancelledAt === null ? null : (cancelledAt - requestedAt) / SECOND,
    finishedAt: finishedAt === null ? null : toIso(finishedAt),
    orders: stop.orders,
    unprotected: stop.unprotected.map(({ symbol, quantity, protectedQuantity }) => ({
      symbol,
      quantity: toPlain(quantity),
      protectedQuantity: toPlain(protectedQuantity),
    })),
    reconciliation: reconciliation === null ? null : reconciliationBody(reconciliation),
    snapshot: snapshot === null ? null : snapshotBody(snapshot),
    troubles: stop.troubles,
  };
}

function reconciliationBody(reconciliation: StopReconciliation) {
  const { drifts, id, outcome } = reconciliation;
  return {
    id,
    outcome,
    driftValue: textOrNull(driftValue(reconciliation)),
    drifts: drifts.map(({ kind, quantity, subject, value }) => ({
      kind,
      subject,
      quantity: textOrNull(quantity),
      value: textOrNull(value),
    })),
  };
}

function snapshotBody({ at, cash, equity, fees, positions, realizedPnl }: StopSnapshot) {
  return {
    time: toIso(at),
    cash: toPlain(cash),
    equity: toPlain(equity),
    realizedPnl: toPlain(realizedPnl),
    fees: toPlain(fees),
    positions: positions.map(({ mark, quantity, symbol }) => ({
      symbol,
      quantity: toPlain(quantity),
      markPrice: textOrNull(mark),
    })),
  };
}

function textOrNull(value: Decimal | null): string | null {
  return value === null ? null : toPlain(value);
}
