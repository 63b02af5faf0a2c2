import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { type KeepReconcilingDeps, keepAlive } from '#application/reconciliation/keep-reconciling.ts';
import { openSessionReconciliation } from '#application/reconciliation/reconcile-session.ts';
import { settleSession } from '#application/reconciliation/settle-session.ts';
import { hasWorkingOrders } from '#application/tracking/has-working-orders.ts';
import type { Account } from '#domain/accounts/account.ts';
import type { Session } from '#domain/sessions/session.ts';
import { moveSession, type SessionTransition } from '#domain/sessions/session-transitions.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { adoptHoldings } from './adopt-holdings.ts';

export interface FinishStartingDeps extends KeepReconcilingDeps {
  readonly plan: KeepReconcilingDeps['plan'] & Pick<TradingPlan, 'venue'>;
}

/**
 * Goes on with a session that is STARTING though nobody may: whoever began it has died before its reconciliation was written down, or between the end of that and the session's own
 * move. Whoever comes second, here or there, finds it done.
 */
export async function finishStarting(deps: FinishStartingDeps, account: Account | null): Promise<void> {
  if (account?.sessionStatus !== 'STARTING') return;
  const view = await deps.ledger.readAccount();
  if (view?.session?.status !== 'STARTING') return;
  const { session } = view;
  await adoptHoldings(deps, session);
  const { isOutside, mode } = deps.reconciliation;
  if (!isOutside || !hasHistory(await deps.ledger.readAccount())) {
    await runSession(deps, session);
    return;
  }
  const reconciliation = await openSessionReconciliation(deps, session, { mode, requestedBy: 'monitor-risk' });
  if (reconciliation.phase === 'done') await settleSession(deps, reconciliation);
  else await keepAlive(deps, reconciliation);
}

/** An account that has neither traded nor anything at work agrees with any broker: its opening cash is the broker's. */
export function hasHistory(view: AccountView | null): boolean {
  return view !== null && (view.account.fillSeq > 0 || hasWorkingOrders(view));
}

/** From STARTING to RUNNING; why not, where it is not so by now. */
export async function runSession(
  { clock, ledger }: { readonly ledger: Ledger; readonly clock: Clock },
  session: Session,
): Promise<SessionTransition> {
  const moved = moveSession(session, 'RUNNING', clock.now(), 'started');
  if (moved.kind === 'refused') return moved;
  if ((await ledger.commitSession(session, moved.session)) === 'committed') return moved;
  const current = await ledger.readSession(session.id);
  return current === null
    ? { kind: 'refused', reason: `session ${session.id} has vanished from the ledger` }
    : { kind: 'moved', session: current };
}
