import { type Decimal, toPlain, ZERO } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';

/** Limit and stop price of an entry lie no further from the reference price than this share of it: the slipped digit. */
export const priceCollarPct: EntryRule = ({ intent, limits }) => {
  const limit = limits.price_collar_pct;
  const { limitPrice, stopPrice } = intent.terms;
  if (limit === null) return null;
  const reference = intent.referencePrice;
  const distance = furthest(reference, limitPrice, stopPrice);
  if (distance.lte(limit.times(reference))) return null;
  const value = reference.gt(0) ? toPlain(distance.div(reference).toDecimalPlaces(6)) : 'no price';
  return { rule: 'price_collar_pct', limit: toPlain(limit), value, unit: 'of the reference price' };
};

function furthest(reference: Decimal, limitPrice: Decimal | null, stopPrice: Decimal | null): Decimal {
  const limitDistance = limitPrice === null ? ZERO : limitPrice.minus(reference).abs();
  const stopDistance = stopPrice === null ? ZERO : stopPrice.minus(reference).abs();
  return limitDistance.gt(stopDistance) ? limitDistance : stopDistance;
}
