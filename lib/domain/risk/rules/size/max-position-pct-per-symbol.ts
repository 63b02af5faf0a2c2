import { toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';
import { shareOfEquity } from '../../share-of-equity.ts';

/** Largest share of equity in one symbol's position, working entries included. */
export const maxPositionPctPerSymbol: EntryRule = ({ account, limits }, { positionAfter }) => {
  const limit = limits.max_position_pct_per_symbol;
  if (limit === null || positionAfter.lte(limit.times(account.equity))) return null;
  const value = shareOfEquity(positionAfter, account);
  return { rule: 'max_position_pct_per_symbol', limit: toPlain(limit), value, unit: 'of equity' };
};
