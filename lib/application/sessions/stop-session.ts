import type { Session } from '#domain/sessions/session.ts';
import { moveSession } from '#domain/sessions/session-transitions.ts';
import { type FinishStoppingDeps, finishStopping } from './finish-stopping.ts';

export interface StopSessionRequest {
  readonly reason: string;
  /** Positions are left before the session ends. */
  readonly flatten?: boolean;
  /** Of an operator's request: the same one again is the same act. Left out by what stops a session of itself, as often as it likes. */
  readonly key?: string;
}

export type StopSessionOutcome =
  | { readonly kind: 'stopping'; readonly session: Session }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'conflict'; readonly reason: string };

/**
 * Stops a session: from this write on no entry is authorised. It is STOPPED at once when nothing works, else `track-orders` ends it
 * with its last order. What still works of its entries is cancelled; positions are kept, or left first if `flatten` is given, which a session that is stopping
 * already can be told, too.
 */
export async function stopSession(
  deps: FinishStoppingDeps,
  id: string,
  request: StopSessionRequest,
): Promise<StopSessionOutcome> {
  const session = await deps.ledger.readSession(id);
  if (session === null) return { kind: 'not_found' };
  const { flatten = false, key = null, reason } = request;
  if (flatten && session.dryRun)
    return { kind: 'conflict', reason: `session ${id} is a dry run and sends no exit: stop it without flatten` };
  if (isDone(session, request)) return { kind: 'stopping', session: await finish(deps, session) };
  const moved = stoppingOf(session, { flatten, key, reason }, deps.clock.now());
  if (typeof moved === 'string') return { kind: 'conflict', reason: moved };
  const outcome = await deps.ledger.commitSession(session, moved);
  if (outcome === 'changed')
    return { kind: 'conflict', reason: `session ${id} changed meanwhile: read it and try again` };
  return { kind: 'stopping', session: await finishStopping(deps, moved) };
}

function isDone({ movedBy, status }: Session, { key }: StopSessionRequest): boolean {
  if (key === undefined) return status === 'STOPPING';
  return movedBy === key && (status === 'STOPPING' || status === 'STOPPED');
}

async function finish(deps: FinishStoppingDeps, session: Session): Promise<Session> {
  return session.status === 'STOPPED' ? session : finishStopping(deps, session);
}

/** The session on its way to its end, or why it cannot go there. */
function stoppingOf(
  session: Session,
  { flatten, key, reason }: { flatten: boolean; key: string | null; reason: string },
  at: number,
): Session | string {
  if (session.status === 'STOPPING') {
    if (!flatten || session.flatten) return `session ${session.id} is STOPPING already`;
    return { ...session, version: session.version + 1, movedBy: key, flatten };
  }
  const moved = moveSession(session, 'STOPPING', at, reason, key);
  return moved.kind === 'refused' ? moved.reason : { ...moved.session, flatten };
}
