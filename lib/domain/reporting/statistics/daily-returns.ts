import type { Decimal } from '../../shared/decimal.ts';

/** r = e / e₋₁ − 1 from day to day; the first day has none. `null` when an equity is not above 0: returns mean nothing then. */
export function dailyReturns(equity: readonly Decimal[]): readonly Decimal[] | null {
  if (equity.some((value) => value.lte(0))) return null;
  return equity.slice(1).map((value, index) => value.div(equity[index] ?? value).minus(1));
}
