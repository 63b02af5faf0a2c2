import { type Conclusion, latestOf } from '#domain/promotion/clean-days.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';

/** Reconciliations that came to a conclusion: one without an answer says nothing. */
export function conclusionsOf(reconciliations: readonly Reconciliation[]): readonly (Conclusion & Reconciled)[] {
  return reconciliations.flatMap(({ finishedAt, id, outcome }) =>
    finishedAt === null || outcome === null || outcome === 'unanswered'
      ? []
      : [{ at: finishedAt, isClean: outcome === 'agreed' || outcome === 'resolved', id, outcome }],
  );
}

type Reconciled = Pick<Reconciliation, 'id' | 'outcome'>;

/** What stands now; `null`: nothing that is known. */
export function unresolvedOf(reconciliations: readonly Reconciliation[]): string | null {
  const open = reconciliations.find(({ phase }) => phase === 'waiting' || phase === 'adjusting');
  if (open !== undefined) return `reconciliation ${open.id} is ${open.phase}`;
  const last = latestOf(conclusionsOf(reconciliations));
  return last === null || last.isClean ? null : `reconciliation ${last.id} ended ${last.outcome}`;
}
