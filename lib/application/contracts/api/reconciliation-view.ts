import { openDrifts, type Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { type Instant, SECOND, toIso } from '#domain/shared/instant.ts';

/** A reconciliation with its report so far. */
export function reconciliationView(one: Reconciliation, now: Instant) {
  const { decision, drifts, finishedAt, id, mode, outcome, phase, requestedAt, requestedBy, trigger, troubles } = one;
  return {
    id,
    status: phase === 'done' ? 'DONE' : phase === 'waiting' ? 'WAITING_FOR_APPROVAL' : 'RUNNING',
    outcome,
    mode,
    trigger,
    requestedBy,
    requestedAt: toIso(requestedAt),
    finishedAt: finishedAt === null ? null : toIso(finishedAt),
    decision: decision === null ? null : { ...decision, at: toIso(decision.at) },
    /** That stand, and that ledger and broker disagree by. */
    open: openDrifts(one).length,
    drifts: drifts.map(({ kind, quantity, resolution, since, subject, symbol, value }) => ({
      kind,
      subject,
      symbol,
      quantity: quantity === null ? null : toPlain(quantity),
      value: value === null ? null : toPlain(value),
      since: toIso(since),
      ageSeconds: Math.max(0, Math.round(((finishedAt ?? now) - since) / SECOND)),
      resolution,
    })),
    troubles,
  };
}
