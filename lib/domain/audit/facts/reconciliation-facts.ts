import type { CashAdjustment } from '../../reconciliation/adjustment.ts';
import type { Reconciliation } from '../../reconciliation/reconciliation.ts';
import { toPlain } from '../../shared/decimal.ts';
import { toIso } from '../../shared/instant.ts';
import type { AuditFact } from '../audit-entry.ts';
import { inWords } from './words.ts';

const KINDS = {
  looking: 'ReconciliationRequested',
  waiting: 'ReconciliationWaiting',
  adjusting: 'ReconciliationAdjusting',
  done: 'ReconciliationCompleted',
} as const;

/** One phase of a reconciliation, whatever its looks wrote meanwhile; the end with its report. */
export function reconciliationFact({ decision, drifts, phase, troubles, ...record }: Reconciliation): AuditFact {
  const found = drifts.map(({ kind, subject, quantity, value, resolution }) => [
    kind,
    subject,
    quantity && toPlain(quantity),
    value && toPlain(value),
    resolution,
  ]);
  return {
    kind: KINDS[phase],
    subject: `RECONCILIATIONS/${record.id}`,
    sessionId: null,
    actor: phase === 'adjusting' && decision !== null ? decision.by : record.requestedBy,
    cause: record.trigger,
    detail: inWords({
      mode: record.mode,
      verdict: decision?.verdict ?? null,
      decidedBy: decision?.by ?? null,
      decidedAt: decision === null ? null : toIso(decision.at),
      ...(phase === 'done' ? { outcome: record.outcome, report: JSON.stringify([found, troubles]) } : {}),
    }),
  };
}

/** Cash that a reconciliation has declared: no fill explains it. */
export function cashFact({ amount, currency, id, movement }: CashAdjustment): AuditFact {
  return {
    kind: 'CashDeclared',
    subject: `ADJUSTMENTS/${id}`,
    sessionId: null,
    actor: 'reconciliation',
    cause: movement === null ? `reconciliation ${id}` : `${movement.kind} at the venue: ${movement.what}`,
    detail: inWords({ amount, currency }),
  };
}
