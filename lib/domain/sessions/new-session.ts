import { ZERO } from '../shared/decimal.ts';
import type { Session } from './session.ts';

/** What tells a session from others when it begins. */
export type SessionBeginning = Pick<
  Session,
  | 'id'
  | 'account'
  | 'environment'
  | 'strategies'
  | 'symbols'
  | 'startedAt'
  | 'endsAt'
  | 'steps'
  | 'config'
  | 'configHash'
> &
  Partial<Pick<Session, 'adopts' | 'dryRun'>>;

/** A session on its way to its start, STARTING, that has done nothing yet. */
export function newSession(beginning: SessionBeginning): Session {
  return {
    adopts: [],
    dryRun: false,
    ...beginning,
    status: 'STARTING',
    version: 1,
    stoppedAt: null,
    stopReason: null,
    movedBy: null,
    fault: null,
    failingSince: null,
    restarts: 0,
    flatten: false,
    totalTrades: 0,
    winningTrades: 0,
    losingTrades: 0,
    totalPnl: ZERO,
    maxDrawdown: ZERO,
  };
}
