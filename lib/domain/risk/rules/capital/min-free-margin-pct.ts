import { toPlain } from '../../../shared/decimal.ts';
import { freeMarginCapacity } from '../../capacity.ts';
import type { EntryFigures } from '../../entry-figures.ts';
import type { EntryRule, RiskInput } from '../../rule.ts';

/**
 * Share of equity that the initial margin of all positions and working entries must leave free. A cash account binds the whole exposure, a
 * margin account the exposure ÷ the venue's leverage.
 */
export const minFreeMarginPct: EntryRule = (input, figures) => {
  const capacity = freeMarginCapacity(input, figures);
  const limit = input.limits.min_free_margin_pct;
  if (limit === null || capacity === null || figures.promised.lte(capacity)) return null;
  return { rule: 'min_free_margin_pct', limit: toPlain(limit), value: freeShare(input, figures), unit: 'of equity' };
};

function freeShare({ account, venue }: RiskInput, { exposure, promised }: EntryFigures): string {
  if (!account.equity.gt(0)) return 'no equity';
  const after = exposure.plus(promised);
  const margin = venue.margin === null ? after : after.div(venue.margin.maxLeverage);
  return toPlain(account.equity.minus(margin).div(account.equity).toDecimalPlaces(6));
}
