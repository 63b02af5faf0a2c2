import type { Session } from '#domain/sessions/session.ts';
import { moveSession } from '#domain/sessions/session-transitions.ts';
import { type FinishStoppingDeps, finishStopping } from './finish-stopping.ts';

export type StopSessionOutcome =
  | { readonly kind: 'stopping'; readonly session: Session }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'conflict'; readonly reason: string };

/**
 * Stops a session: from this write on no entry is authorised. It is STOPPED at once when nothing works, else `track-orders` ends it
 * with its last order. What still works of its entries is cancelled; positions are kept, or left first if `flatten` is given.
 */
export async function stopSession(
  deps: FinishStoppingDeps,
  id: string,
  reason = 'operator',
  flatten = false,
): Promise<StopSessionOutcome> {
  const session = await deps.ledger.readSession(id);
  if (session === null) return { kind: 'not_found' };
  if (session.status === 'STOPPING') return { kind: 'stopping', session: await finishStopping(deps, session) };
  const moved = moveSession(session, 'STOPPING', deps.clock.now(), reason);
  if (moved.kind === 'refused') return { kind: 'conflict', reason: moved.reason };
  const stopping = { ...moved.session, flatten };
  const outcome = await deps.ledger.commitSession(session, stopping);
  if (outcome === 'changed')
    return { kind: 'conflict', reason: `session ${id} changed meanwhile: read it and try again` };
  return { kind: 'stopping', session: await finishStopping(deps, stopping) };
}
