import { toPlain } from '../../shared/decimal.ts';
import { intentNotional } from '../exposure.ts';
import type { RiskRule } from '../rule.ts';

/** Largest notional of one entry, in money. */
export const maxOrderValue: RiskRule = (input) => {
  const limit = input.limits.max_order_value;
  if (limit === null || input.intent.kind === 'exit') return null;
  const value = intentNotional(input);
  if (value.lte(limit)) return null;
  return { rule: 'max_order_value', limit: toPlain(limit), value: toPlain(value), unit: input.account.currency };
};
