import { EXITS_GO_ON, type SessionStatus } from '../../../sessions/session.ts';
import type { RiskRule } from '../../rule.ts';

const FOR_ENTRIES: readonly SessionStatus[] = ['RUNNING'];

/**
 * An order belongs to the session that holds the account now; what an earlier session left in the queue is refused. An emergency stop leaves positions
 * whoever holds the account.
 */
export const sessionState: RiskRule = ({ account, intent }) => {
  if (intent.purpose === 'emergency_exit') return null;
  const expected = intent.kind === 'entry' ? FOR_ENTRIES : EXITS_GO_ON;
  const isHolder = account.sessionId === intent.sessionId;
  if (isHolder && account.sessionStatus !== null && expected.includes(account.sessionStatus)) return null;
  const value = isHolder ? (account.sessionStatus ?? 'none') : 'another session';
  return { rule: 'session_state', limit: expected.join('|'), value, unit: 'session status' };
};
