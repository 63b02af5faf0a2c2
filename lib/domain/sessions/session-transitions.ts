import type { Instant } from '../shared/instant.ts';
import type { Session, SessionFault, SessionStatus } from './session.ts';

/** Where a session may go from each status. STOPPED is final except by reset. */
const ALLOWED: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  STOPPED: ['STARTING'],
  STARTING: ['RUNNING', 'STOPPING', 'ERROR'],
  RUNNING: ['PAUSED', 'STOPPING', 'ERROR'],
  PAUSED: ['RUNNING', 'STOPPING', 'ERROR'],
  STOPPING: ['STOPPED', 'ERROR'],
  ERROR: ['STOPPED'],
};

export type SessionTransition =
  | { readonly kind: 'moved'; readonly session: Session }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Moves a session, or refuses with a reason that says what it is in and what it could move to.
 *
 * @param movedBy key of the request that asks for it
 */
export function moveSession(
  session: Session,
  to: SessionStatus,
  at: Instant,
  reason: string,
  movedBy: string | null = null,
): SessionTransition {
  if (!ALLOWED[session.status].includes(to)) {
    const expected = ALLOWED[session.status].join(' or ');
    return {
      kind: 'refused',
      reason: `session ${session.id} is ${session.status}: it can move to ${expected}, not to ${to}`,
    };
  }
  const hasStopped = to === 'STOPPED';
  return {
    kind: 'moved',
    session: {
      ...session,
      status: to,
      version: session.version + 1,
      movedBy,
      stoppedAt: hasStopped ? at : session.stoppedAt,
      fault: null,
      stopReason: to === 'STOPPING' || to === 'ERROR' ? reason : session.stopReason,
    },
  };
}

/** A session that is in ERROR, with what put it there and a text for people; `null`: it cannot fail where it is. */
export function failSession(session: Session, fault: SessionFault, reason: string, at: Instant): Session | null {
  const moved = moveSession(session, 'ERROR', at, reason);
  return moved.kind === 'moved' ? { ...moved.session, fault } : null;
}

/** Brings a session back from ERROR under its own id: reset and start in one step. */
export function restartSession(session: Session): Session {
  return {
    ...session,
    status: 'RUNNING',
    version: session.version + 1,
    movedBy: null,
    stopReason: null,
    fault: null,
    failingSince: null,
    restarts: session.restarts + 1,
  };
}
