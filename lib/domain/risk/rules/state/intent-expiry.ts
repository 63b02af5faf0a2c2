import { toIso } from '../../../shared/instant.ts';
import type { RiskRule } from '../../rule.ts';

/** An entry that waited longer than its signal is good for is refused; exits carry no expiry. */
export const intentExpiry: RiskRule = ({ intent, now }) => {
  if (intent.expiresAt === null || now <= intent.expiresAt) return null;
  return { rule: 'expired', limit: toIso(intent.expiresAt), value: toIso(now), unit: 'time' };
};
