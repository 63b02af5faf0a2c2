import { executionName } from '#application/emergency/execution-name.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import {
  type ReconciliationRequest,
  type RequestReconciliationDeps,
  requestReconciliation,
} from './request-reconciliation.ts';

export interface StartReconciliationDeps extends RequestReconciliationDeps {
  /** The reconciliation's. */
  readonly reconciliations: WorkflowStarter;
}

/** Writes a reconciliation down and starts its workflow; asked for again, with the same key, it goes on with the same one, a minute later with an execution of its own. */
export async function startReconciliation(
  deps: StartReconciliationDeps,
  request: ReconciliationRequest,
): Promise<Reconciliation> {
  const reconciliation = await requestReconciliation(deps, request);
  if (reconciliation.phase !== 'done') await resumeReconciliation(deps, reconciliation);
  return reconciliation;
}

/** At most one execution a minute: a name is used up even when its execution has died. */
export async function resumeReconciliation(
  { clock, reconciliations }: Pick<StartReconciliationDeps, 'clock' | 'reconciliations'>,
  { id }: Reconciliation,
): Promise<void> {
  await reconciliations.start(executionName(id, clock.now()), { reconciliationId: id });
}
