import type { Reconciliation, ReconciliationMode } from '#domain/reconciliation/reconciliation.ts';
import type { Session } from '#domain/sessions/session.ts';
import { openReconciliation, type RequestReconciliationDeps } from './request-reconciliation.ts';
import { startKey } from './settle-session.ts';

export interface SessionReconciliation {
  readonly mode: ReconciliationMode;
  /** Who goes on with it; the first one's name stands. */
  readonly requestedBy: string;
}

/** The reconciliation that a session waits for: one, of the session's own time, whoever asks for it, and however often. */
export function openSessionReconciliation(
  deps: RequestReconciliationDeps,
  { id, startedAt }: Pick<Session, 'id' | 'startedAt'>,
  { mode, requestedBy }: SessionReconciliation,
): Promise<Reconciliation> {
  return openReconciliation(deps, { key: startKey(id), trigger: 'session', requestedBy, mode }, startedAt);
}
