import { SECOND } from '../../../shared/instant.ts';
import type { EntryRule } from '../../rule.ts';

/** A venue's clock may be that far ahead of ours. */
const CLOCK_SKEW = 5 * SECOND;

/**
 * An entry is judged by a price that is positive, not from the future, and not too old: `max_price_age_seconds`, or as long as an entry
 * lives. Exits are not held back by a missing price.
 */
export const stalePrice: EntryRule = ({ intent, limits, maxPriceAge, now }) => {
  const limit = limits.max_price_age_seconds === null ? maxPriceAge : limits.max_price_age_seconds * SECOND;
  const age = now - intent.referenceTime;
  const isUsable = intent.referencePrice.isFinite() && intent.referencePrice.gt(0);
  if (isUsable && age >= -CLOCK_SKEW && age <= limit) return null;
  const value = isUsable ? String(age / SECOND) : 'no price';
  return { rule: 'stale_price', limit: String(limit / SECOND), value, unit: 's' };
};
