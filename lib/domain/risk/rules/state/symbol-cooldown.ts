import { SECOND } from '../../../shared/instant.ts';
import type { EntryRule } from '../../rule.ts';

/** Least time between the last order of any kind on a symbol and an entry there. */
export const symbolCooldown: EntryRule = ({ limits, now, position }) => {
  const limit = limits.symbol_cooldown_seconds;
  if (limit === null || position.lastOrderAt === null) return null;
  const age = (now - position.lastOrderAt) / SECOND;
  if (age >= limit) return null;
  return { rule: 'symbol_cooldown_seconds', limit: String(limit), value: String(age), unit: 's' };
};
