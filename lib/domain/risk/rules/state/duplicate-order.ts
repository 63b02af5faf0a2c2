import type { RiskRule } from '../../rule.ts';

/** One order per intent: an id that has an order, or a denial, never gets another. */
export const duplicateOrder: RiskRule = ({ existing }) => {
  if (existing === null) return null;
  return { rule: 'duplicate_order', limit: 'no order with this id', value: existing.state, unit: 'order state' };
};
