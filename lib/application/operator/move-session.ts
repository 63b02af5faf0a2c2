import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import { BY_RECONCILIATION } from '#domain/accounts/account.ts';
import type { Session, SessionStatus } from '#domain/sessions/session.ts';
import { moveSession } from '#domain/sessions/session-transitions.ts';
import { DAY } from '#domain/shared/instant.ts';

export interface MoveSessionDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
}

export type MoveSessionOutcome =
  | { readonly kind: 'moved'; readonly session: Session }
  | { readonly kind: 'not_found' | 'conflict'; readonly reason: string };

/** Pauses a session: from this write on no entry is authorised; exits go on. The same request again, told by its key, is the same act. */
export function pauseSession(deps: MoveSessionDeps, id: string, key: string): Promise<MoveSessionOutcome> {
  return move(deps, id, 'PAUSED', key);
}

/**
 * Lets a paused session go on. A session that runs, on an account that was restricted to exits, has that restriction lifted: whoever resumes has looked. What still
 * stands over a limit restricts it again at the next mark. A kill is lifted by its own reset alone.
 */
export async function resumeSession(deps: MoveSessionDeps, id: string, key: string): Promise<MoveSessionOutcome> {
  const view = await deps.ledger.readAccount();
  if (view?.session?.id !== id) return noHolder(await deps.ledger.readSession(id), id);
  const { account, session } = view;
  if (account.mode === 'HALTED')
    return {
      kind: 'conflict',
      reason: `account ${account.account} is HALTED (${account.modeCause}): reset the stop first`,
    };
  if (isDone(session, 'RUNNING', key)) return { kind: 'moved', session };
  if (session.status === 'STARTING')
    return { kind: 'conflict', reason: `session ${id} is STARTING: it runs when ledger and broker agree` };
  const undecided = account.modeCause === BY_RECONCILIATION ? await undecidedOf(deps) : null;
  if (undecided !== null)
    return { kind: 'conflict', reason: `reconciliation ${undecided} waits to be approved or denied` };
  if (session.status === 'RUNNING' && account.mode === 'NORMAL')
    return { kind: 'conflict', reason: `session ${id} is RUNNING and nothing is restricted` };
  if (account.mode !== 'NORMAL') {
    const lifted = await deps.ledger.moveMode(account, { mode: 'NORMAL', modeCause: null });
    if (lifted === 'changed') return changed(id);
  }
  return session.status === 'RUNNING' ? { kind: 'moved', session } : move(deps, id, 'RUNNING', key);
}

/** A reconciliation that has restricted the account and is not over; none is under way for longer than a day. */
async function undecidedOf({ clock, ledger }: MoveSessionDeps): Promise<string | null> {
  const recent = await ledger.listReconciliations(clock.now() - DAY);
  return recent.find(({ phase }) => phase === 'waiting' || phase === 'adjusting')?.id ?? null;
}

async function move(
  { clock, ledger }: MoveSessionDeps,
  id: string,
  to: SessionStatus,
  key: string,
): Promise<MoveSessionOutcome> {
  const session = await ledger.readSession(id);
  if (session === null) return { kind: 'not_found', reason: `there is no session ${id}` };
  if (isDone(session, to, key)) return { kind: 'moved', session };
  const moved = moveSession(session, to, clock.now(), 'operator', key);
  if (moved.kind === 'refused') return { kind: 'conflict', reason: moved.reason };
  const outcome = await ledger.commitSession(session, moved.session);
  return outcome === 'committed' ? { kind: 'moved', session: moved.session } : changed(id);
}

function isDone({ status, movedBy }: Session, to: SessionStatus, key: string): boolean {
  return status === to && movedBy === key;
}

function noHolder(session: Session | null, id: string): MoveSessionOutcome {
  if (session === null) return { kind: 'not_found', reason: `there is no session ${id}` };
  return { kind: 'conflict', reason: `session ${id} is ${session.status}: it does not hold the account` };
}

function changed(id: string): MoveSessionOutcome {
  return { kind: 'conflict', reason: `session ${id} changed meanwhile: read it and try again` };
}
