import { type Decimal, floorToStep, ZERO } from '../shared/decimal.ts';

/** How large an entry is. */
export interface SizingRules {
  /** Share of equity per entry, 0–1. */
  readonly positionSizePct: Decimal;
  /** Smallest step of a quantity at the venue, base currency. */
  readonly lot: Decimal;
}

/** Entry quantity: floor to lot of `position_size_pct × equity ÷ price`; zero when there is nothing to spend. */
export function sizeEntry(rules: SizingRules, equity: Decimal, price: Decimal): Decimal {
  if (!equity.isPositive() || !price.isPositive() || price.isZero()) return ZERO;
  return floorToStep(rules.positionSizePct.times(equity).div(price), rules.lot);
}
