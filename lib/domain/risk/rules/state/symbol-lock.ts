import type { EntryRule } from '../../rule.ts';

/** While the outcome of an order on the symbol is unknown, no further exposure is taken there. */
export const symbolLock: EntryRule = ({ intent, position }) => {
  if (position.lock === null || position.lock === intent.clientOrderId) return null;
  return { rule: 'symbol_locked', limit: 'no unknown order', value: position.lock, unit: 'client order id' };
};
