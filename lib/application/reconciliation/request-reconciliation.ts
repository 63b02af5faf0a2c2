import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type {
  Reconciliation,
  ReconciliationMode,
  ReconciliationTrigger,
} from '#domain/reconciliation/reconciliation.ts';
import { reconciliationIdOf } from '#domain/reconciliation/reconciliation-id.ts';
import { DAY, type Instant } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

export interface RequestReconciliationDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly plan: Pick<TradingPlan, 'environment' | 'account'>;
}

export interface ReconciliationRequest {
  /** The same key is the same reconciliation for a day. */
  readonly key: string;
  readonly trigger: ReconciliationTrigger;
  readonly mode: ReconciliationMode;
  readonly requestedBy: string;
}

/** Writes a reconciliation down, once for a key; whoever has a workflow goes on with it. */
export async function requestReconciliation(
  deps: RequestReconciliationDeps,
  request: ReconciliationRequest,
): Promise<Reconciliation> {
  const now = deps.clock.now();
  const recent = await deps.ledger.listReconciliations(now - DAY);
  const same = recent.find(({ key }) => key === request.key);
  return same ?? openReconciliation(deps, request, now);
}

/** As `requestReconciliation`, with the time that its id stands for: known beforehand, it needs no search. */
export function openReconciliation(
  { ledger, plan }: RequestReconciliationDeps,
  { key, mode, requestedBy, trigger }: ReconciliationRequest,
  requestedAt: Instant,
): Promise<Reconciliation> {
  return ledger.openReconciliation({
    id: reconciliationIdOf(plan.environment, plan.account, key, requestedAt),
    account: plan.account,
    version: 1,
    key,
    trigger,
    mode,
    requestedAt,
    requestedBy,
    phase: 'looking',
    advancedAt: null,
    phaseSince: requestedAt,
    suspectedAt: null,
    finishedAt: null,
    outcome: null,
    decision: null,
    drifts: [],
    troubles: [],
    fillCursor: null,
    readTo: null,
  });
}
