import { liquidationPrice } from '../../../accounts/margin.ts';
import { toPlain } from '../../../shared/decimal.ts';
import { liquidationCover, positionOnCredit } from '../../capacity.ts';
import type { EntryFigures } from '../../entry-figures.ts';
import type { EntryRule, RiskInput } from '../../rule.ts';

/**
 * After the entry, and with every working one filled, the price at which the venue would liquidate lies at least this share of the reference
 * price away. A cash account is never liquidated.
 */
export const minLiquidationDistancePct: EntryRule = (input, figures) => {
  const limit = input.limits.min_liquidation_distance_pct;
  const cover = liquidationCover(input, figures);
  const rate = input.venue.margin?.maintenanceRate ?? null;
  if (limit === null || cover === null || rate === null) return null;
  if (cover.otherExposure.plus(input.account.reserved).times(rate).lte(cover.covered)) return null;
  return {
    rule: 'min_liquidation_distance_pct',
    limit: toPlain(limit),
    value: distanceOf(input, figures),
    unit: 'of the reference price',
  };
};

function distanceOf(input: RiskInput, figures: EntryFigures): string {
  const reference = input.intent.referencePrice;
  const after = positionOnCredit(input, figures);
  if (input.venue.margin === null || after.quantity.isZero() || !reference.gt(0)) return 'unknown';
  const otherExposure = after.otherExposure.plus(input.account.reserved);
  const price = liquidationPrice({ ...after, otherExposure }, input.venue.margin);
  if (price === null) return 'unknown';
  const distance = after.quantity.isNegative() ? price.minus(reference) : reference.minus(price);
  return toPlain(distance.div(reference).toDecimalPlaces(6));
}
