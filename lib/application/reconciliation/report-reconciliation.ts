import type { RiskEvent } from '#application/ports/ledger.ts';
import { type Drift, isConcern, keyOf } from '#domain/reconciliation/drift.ts';
import { openDrifts, type Reconciliation, TRACKED } from '#domain/reconciliation/reconciliation.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { toIso } from '#domain/shared/instant.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

/** A risk event for each difference that stands, once for as long as it does, however many reconciliations find it. */
export async function reportDrifts(deps: ReconcileDeps, reconciliation: Reconciliation): Promise<void> {
  const now = deps.clock.now();
  // Protection follows its position within a tick or two of the monitor.
  const isFresh = ({ kind, since }: Drift): boolean => kind === 'unprotected' && now - since < TRACKED;
  const open = reconciliation.drifts.filter((drift) => drift.resolution === 'open' && !isFresh(drift));
  for (const drift of open) await deps.ledger.recordRiskEvent(driftEvent(deps, reconciliation, drift));
}

function driftEvent({ clock }: ReconcileDeps, { account, id }: Reconciliation, drift: Drift): RiskEvent {
  const { kind, quantity, since, subject, symbol, value } = drift;
  return {
    id: `DriftDetected#${keyOf(drift)}#${since}`.slice(0, 500),
    account,
    sessionId: null,
    kind: 'DriftDetected',
    severity: isConcern(drift) ? 'critical' : 'warning',
    at: clock.now(),
    detail: {
      drift: kind,
      subject,
      symbol: symbol ?? 'none',
      quantity: quantity === null ? 'none' : toPlain(quantity),
      value: value === null ? 'unknown' : toPlain(value),
      since: toIso(since),
      reconciliationId: id,
    },
  };
}

/** The end of one that somebody has asked for, or that has found something new. */
export async function reportEnd({ clock, ledger }: ReconcileDeps, reconciliation: Reconciliation): Promise<void> {
  const { account, decision, drifts, id, mode, outcome, requestedAt, trigger, troubles } = reconciliation;
  const isNews = outcome === 'unanswered' || drifts.some(({ since }) => since >= requestedAt);
  if (trigger === 'interval' && !isNews) return;
  await ledger.recordRiskEvent({
    id: `ReconciliationCompleted#${id}`,
    account,
    sessionId: null,
    kind: 'ReconciliationCompleted',
    severity: outcome === 'agreed' || outcome === 'resolved' ? 'info' : 'critical',
    at: clock.now(),
    detail: {
      reconciliationId: id,
      outcome: outcome ?? 'none',
      mode,
      trigger,
      drifts: String(drifts.length),
      open: String(openDrifts(reconciliation).length),
      decision: decision === null ? 'none' : `${decision.verdict} by ${decision.by}`,
      troubles: troubles.join('; ').slice(0, 1000) || 'none',
    },
  });
}
