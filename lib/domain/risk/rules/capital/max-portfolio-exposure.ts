import { toPlain } from '../../../shared/decimal.ts';
import { exposureCapacity } from '../../capacity.ts';
import type { EntryRule } from '../../rule.ts';
import { shareOfEquity } from '../../share-of-equity.ts';

/** Largest share of equity in all positions and working entries together. */
export const maxPortfolioExposure: EntryRule = (input, figures) => {
  const capacity = exposureCapacity(input, figures);
  const limit = input.limits.max_portfolio_exposure;
  if (limit === null || capacity === null || figures.promised.lte(capacity)) return null;
  const value = shareOfEquity(figures.exposure.plus(figures.promised), input.account);
  return { rule: 'max_portfolio_exposure', limit: toPlain(limit), value, unit: 'of equity' };
};
