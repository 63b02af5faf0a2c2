import type { RiskRule } from '../rule.ts';

/** While the outcome of an order on the symbol is unknown, no further exposure is taken there. */
export const symbolLock: RiskRule = ({ intent, position }) => {
  if (intent.kind === 'exit' || position.lock === null || position.lock === intent.clientOrderId) return null;
  return { rule: 'symbol_locked', limit: 'no unknown order', value: position.lock, unit: 'client order id' };
};
