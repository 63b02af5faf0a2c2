import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import type { Account } from '#domain/accounts/account.ts';
import { isAbandoned, type Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { DAY } from '#domain/shared/instant.ts';
import type { ReconciliationRules } from './reconcile-deps.ts';
import { openReconciliation, type RequestReconciliationDeps } from './request-reconciliation.ts';
import { resumeReconciliation } from './start-reconciliation.ts';

export interface KeepReconcilingDeps extends RequestReconciliationDeps {
  readonly reconciliations: WorkflowStarter;
  readonly reconciliation: ReconciliationRules;
}

/**
 * Starts a reconciliation when the last one is an interval old, and the workflow of one that nobody goes on with: its execution has died, or whoever asked for it had none to
 * start. One at a time: while another is under way, none is added.
 *
 * @param account `null`: there is none yet, and nothing to compare
 * @returns those whose workflow was started
 */
export async function keepReconciling(
  deps: KeepReconcilingDeps,
  account: Account | null,
): Promise<readonly Reconciliation[]> {
  if (account === null || !deps.reconciliation.isOutside) return [];
  const { clock, ledger, reconciliation: rules } = deps;
  const now = clock.now();
  const recent = await ledger.listReconciliations(now - Math.max(rules.interval, DAY) - DAY);
  const open = recent.filter(({ phase }) => phase !== 'done');
  const abandoned = open.filter((one) => isAbandoned(one, now));
  const isDue = open.length === 0 && !recent.some(({ requestedAt }) => now - requestedAt < rules.interval);
  const due = isDue ? [await openDue(deps, now)] : [];
  const started = [...abandoned, ...due];
  for (const one of started) await resumeReconciliation(deps, one);
  return started;
}

/** Starts its workflow where nobody goes on with it. */
export async function keepAlive(deps: KeepReconcilingDeps, reconciliation: Reconciliation): Promise<void> {
  if (isAbandoned(reconciliation, deps.clock.now())) await resumeReconciliation(deps, reconciliation);
}

/** By the interval that has begun: two ticks at the same time write one. */
function openDue(deps: KeepReconcilingDeps, now: number): Promise<Reconciliation> {
  const { interval, mode } = deps.reconciliation;
  const at = now - (now % interval);
  const request = { key: `interval|${at}`, trigger: 'interval', requestedBy: 'the clock', mode } as const;
  return openReconciliation(deps, request, at);
}
