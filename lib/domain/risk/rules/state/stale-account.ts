import type { Position } from '../../../accounts/position.ts';
import { SECOND } from '../../../shared/instant.ts';
import type { EntryRule } from '../../rule.ts';

/**
 * Loss and exposure limits are judged by the last mark: while anything is held, an entry needs one that is not older than a bar and
 * the time that an entry may wait. An account that holds nothing is worth its cash.
 */
export const staleAccount: EntryRule = ({ account, maxAccountAge, now, positions }) => {
  const age = now - account.markedAt;
  if (age <= maxAccountAge || !isHolding(positions.values())) return null;
  const value = account.markedAt === 0 ? 'never marked' : String(age / SECOND);
  return { rule: 'stale_account', limit: String(maxAccountAge / SECOND), value, unit: 's' };
};

function isHolding(positions: Iterable<Position>): boolean {
  for (const position of positions) if (!position.quantity.isZero()) return true;
  return false;
}
