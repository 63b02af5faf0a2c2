import { SECOND } from '../../shared/instant.ts';
import type { RiskRule } from '../rule.ts';

/**
 * Loss and exposure limits are judged by the last mark: while anything is held, an entry needs one that is not older than a bar and
 * the time that an entry may wait. An account that holds nothing is worth its cash.
 */
export const staleAccount: RiskRule = ({ account, intent, maxAccountAge, now, positions }) => {
  if (intent.kind === 'exit') return null;
  const isHolding = [...positions.values()].some((position) => !position.quantity.isZero());
  const age = now - account.markedAt;
  if (!isHolding || age <= maxAccountAge) return null;
  const value = account.markedAt === 0 ? 'never marked' : String(age / SECOND);
  return { rule: 'stale_account', limit: String(maxAccountAge / SECOND), value, unit: 's' };
};
