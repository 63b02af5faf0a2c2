import { exitCommands } from '#application/risk/exit-commands.ts';
import { endSession, type FinishStoppingDeps } from '#application/sessions/finish-stopping.ts';
import { sessionSteps } from '#application/sessions/session-steps.ts';
import { hasUnprotectiveOrders } from '#application/tracking/has-working-orders.ts';
import type { MoveSessionOutcome } from './move-session.ts';

/**
 * Ends a session that is in ERROR and frees the account: an operator has looked. Refused while orders beside the protection of positions work, or one may be
 * somewhere, and while a position is to be protected or left: nobody would follow them under the next session's name. The same request again, told by its key, is the same act.
 */
export async function resetSession(deps: FinishStoppingDeps, id: string, key: string): Promise<MoveSessionOutcome> {
  const session = await deps.ledger.readSession(id);
  if (session === null) return { kind: 'not_found', reason: `there is no session ${id}` };
  if (session.status === 'STOPPED' && session.movedBy === key) return { kind: 'moved', session };
  const view = await deps.ledger.readAccount();
  if (session.status !== 'ERROR' || view === null)
    return { kind: 'conflict', reason: `session ${id} is ${session.status}, expected ERROR: nothing is to be reset` };
  if (await hasUnprotectiveOrders(deps.ledger, view))
    return { kind: 'conflict', reason: `orders of session ${id} still work: see GET /orders?state=open` };
  // A dry run sends none of them, however long one waits.
  const wanted = session.dryRun ? [] : await exitCommands(deps.ledger, sessionSteps(deps.plan, session), view);
  if (wanted.length > 0)
    return {
      kind: 'conflict',
      reason: `session ${id} still has ${wanted.length} exits to place or cancel: wait, or use the emergency stop`,
    };
  const ended = await endSession(deps, session, view, key);
  if (ended !== null) return { kind: 'moved', session: ended };
  return { kind: 'conflict', reason: `session ${id} changed meanwhile: read it and try again` };
}
