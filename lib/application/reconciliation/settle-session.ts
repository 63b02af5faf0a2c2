import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import { tellFailure } from '#application/sessions/supervise-session.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { failSession, moveSession } from '#domain/sessions/session-transitions.ts';

/** Key of the reconciliation that a session waits for. */
export function startKey(sessionId: string): string {
  return `session|${sessionId}`;
}

/**
 * A session that waits for its first reconciliation runs when ledger and broker agree, or when nobody but a warning is wanted; else it is in error, with the reason.
 *
 * @throws when somebody else has moved the session at the same time.
 */
export async function settleSession(
  { clock, ledger }: { readonly ledger: Ledger; readonly clock: Clock },
  { id, key, mode, outcome }: Reconciliation,
): Promise<void> {
  const session = (await ledger.readAccount())?.session;
  if (session?.status !== 'STARTING' || key !== startKey(session.id)) return;
  const isFit = outcome === 'agreed' || outcome === 'resolved' || (outcome === 'drift' && mode === 'WARN_ONLY');
  const why = isFit ? 'started' : `reconciliation ${id} ended ${outcome}`;
  const now = clock.now();
  const running = moveSession(session, 'RUNNING', now, why);
  const settled =
    isFit && running.kind === 'moved' ? running.session : failSession(session, 'reconciliation', why, now);
  if (settled === null) return;
  if (!isFit) await tellFailure(ledger, settled, 'reconciliation', why, now);
  const committed = await ledger.commitSession(session, settled);
  if (committed === 'changed') throw new Error(`session ${session.id} changed meanwhile: it is tried again`);
}
