import { toPlain } from '../../../shared/decimal.ts';
import { leverageCapacity } from '../../capacity.ts';
import type { EntryRule } from '../../rule.ts';
import { shareOfEquity } from '../../share-of-equity.ts';

/** Largest multiple of equity in all positions and working entries together, long and short added up. */
export const maxLeverage: EntryRule = (input, figures) => {
  const capacity = leverageCapacity(input, figures);
  const limit = input.limits.max_leverage;
  if (limit === null || capacity === null || figures.promised.lte(capacity)) return null;
  const value = shareOfEquity(figures.exposure.plus(figures.promised), input.account);
  return { rule: 'max_leverage', limit: toPlain(limit), value, unit: 'times equity' };
};
