import { advanceReconciliation } from '#application/reconciliation/advance-reconciliation.ts';
import { openReconciliation } from '#application/reconciliation/request-reconciliation.ts';
import { type EmergencyStop, enterPhase, withTrouble } from '#domain/emergency/emergency-stop.ts';
import { findingsOf } from '#domain/emergency/stop-report.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { reconciliationIdOf } from '#domain/reconciliation/reconciliation-id.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { StopDeps, StopRound } from './stop-deps.ts';

/**
 * One round of the last phase: ledger and broker are compared, and only told what differs. The stop goes on with its reconciliation itself, whoever else does; what is not
 * answered is in the report.
 *
 * @param isLate the phase is given up: nobody is asked any more
 */
export async function reconcileRound(deps: StopDeps, stop: EmergencyStop, isLate: boolean): Promise<StopRound> {
  const key = `emergency-stop|${stop.id}`;
  const id = reconciliationIdOf(deps.plan.environment, stop.account, key, stop.phaseSince);
  if (!isLate) {
    const { requestedBy } = stop;
    const request = { key, trigger: 'emergency_stop', requestedBy, mode: 'WARN_ONLY' } as const;
    await openReconciliation(deps, request, stop.phaseSince);
    const outcome = await advanceReconciliation(deps, id);
    if (outcome.kind === 'wait') return { stop, wait: outcome.seconds * SECOND };
  }
  const found = await deps.ledger.readReconciliation(id);
  const trouble = troubleOf(id, found);
  const known = { ...stop, reconciliation: findingsOf(id, found) };
  const told = trouble === null ? known : withTrouble(known, trouble);
  return { stop: enterPhase(told, 'done', deps.clock.now()), wait: 0 };
}

function troubleOf(id: string, found: Reconciliation | null): string | null {
  if (found?.phase !== 'done') return `reconciliation ${id}: not over within five minutes`;
  if (found.outcome !== 'unanswered') return null;
  return `reconciliation ${id}: nothing can be concluded: ${found.troubles.slice(0, 3).join('; ')}`;
}
