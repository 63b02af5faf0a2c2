import { toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';
import { shareOfEquity } from '../../share-of-equity.ts';

/** Largest share of equity in one entry. */
export const maxPositionPct: EntryRule = ({ account, limits }, { notional }) => {
  const limit = limits.max_position_pct;
  if (limit === null || notional.lte(limit.times(account.equity))) return null;
  const value = shareOfEquity(notional, account);
  return { rule: 'max_position_pct', limit: toPlain(limit), value, unit: 'of equity' };
};
