import { type Bar, type BarField, exact } from '../../shared/bar.ts';
import type { Decimal } from '../../shared/decimal.ts';

/**
 * Compares a bar's price with a level, exactly: < 0, 0, > 0. Rounding to floats keeps the order, so floats that differ decide; only equal ones need the decimals.
 */
export function comparePrice(bar: Bar, field: Exclude<BarField, 'volume'>, level: Decimal): number {
  const float = level.toNumber();
  if (bar[field] !== float) return bar[field] < float ? -1 : 1;
  return exact(bar, field).cmp(level);
}
