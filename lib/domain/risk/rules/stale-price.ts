import { SECOND } from '../../shared/instant.ts';
import type { RiskRule } from '../rule.ts';

/** A venue's clock may be that far ahead of ours. */
const CLOCK_SKEW = 5 * SECOND;

/** An entry is judged by a price that is positive, not from the future, and not too old. Exits are not held back by a missing price. */
export const stalePrice: RiskRule = ({ intent, now, maxPriceAge }) => {
  if (intent.kind === 'exit') return null;
  const age = now - intent.referenceTime;
  const isUsable = intent.referencePrice.isFinite() && intent.referencePrice.gt(0);
  if (isUsable && age >= -CLOCK_SKEW && age <= maxPriceAge) return null;
  const value = isUsable ? String(age / SECOND) : 'no price';
  return { rule: 'stale_price', limit: String(maxPriceAge / SECOND), value, unit: 's' };
};
