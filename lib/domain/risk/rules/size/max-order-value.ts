import { toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';

/** Largest notional of one entry, in money. */
export const maxOrderValue: EntryRule = ({ account, limits }, { notional }) => {
  const limit = limits.max_order_value;
  if (limit === null || notional.lte(limit)) return null;
  return { rule: 'max_order_value', limit: toPlain(limit), value: toPlain(notional), unit: account.currency };
};
