import { toPlain } from '../../shared/decimal.ts';
import { intentNotional, openExposure } from '../exposure.ts';
import type { RiskRule } from '../rule.ts';
import { shareOfEquity } from '../share-of-equity.ts';

/** Largest share of equity in all positions and working entries together. */
export const maxPortfolioExposure: RiskRule = (input) => {
  const limit = input.limits.max_portfolio_exposure;
  if (limit === null || input.intent.kind === 'exit') return null;
  const after = openExposure(input).plus(input.account.reserved).plus(intentNotional(input));
  if (after.lte(limit.times(input.account.equity))) return null;
  return {
    rule: 'max_portfolio_exposure',
    limit: toPlain(limit),
    value: shareOfEquity(after, input),
    unit: 'of equity',
  };
};
