import { toPlain } from '../../shared/decimal.ts';
import { positionValueAfter } from '../exposure.ts';
import type { RiskRule } from '../rule.ts';
import { shareOfEquity } from '../share-of-equity.ts';

/** Largest share of equity in one symbol's position, working entries included. */
export const maxPositionPct: RiskRule = (input) => {
  const limit = input.limits.max_position_pct;
  if (limit === null || input.intent.kind === 'exit') return null;
  const after = positionValueAfter(input);
  if (after.lte(limit.times(input.account.equity))) return null;
  return { rule: 'max_position_pct', limit: toPlain(limit), value: shareOfEquity(after, input), unit: 'of equity' };
};
