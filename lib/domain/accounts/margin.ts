import { type Decimal, ZERO } from '../shared/decimal.ts';
import type { MarginRules } from '../simulation/venue-rules.ts';

/** Equity that positions on credit need: `maintenanceRate × exposure`, where exposure = Σ |quantity| × price. */
export function maintenanceMargin(exposure: Decimal, rules: Pick<MarginRules, 'maintenanceRate'>): Decimal {
  return exposure.times(rules.maintenanceRate);
}

/**
 * Maintenance margin ÷ equity: 0 without positions, 1 where the venue liquidates (as Binance defines its margin ratio). `null` when there is exposure but no
 * equity left to cover it, which is worse than any ratio.
 */
export function marginRatio(
  equity: Decimal,
  exposure: Decimal,
  rules: Pick<MarginRules, 'maintenanceRate'>,
): Decimal | null {
  if (exposure.isZero()) return ZERO;
  return equity.lte(0) ? null : maintenanceMargin(exposure, rules).div(equity);
}

/** One position on credit among others, which are held at their last price. */
export interface LeveragedPosition {
  /** Signed, not 0. */
  readonly quantity: Decimal;
  /** Equity without this position: cash (negative when borrowed) + Σ value of the others. A position bought for 100 lowers cash by 100. */
  readonly otherEquity: Decimal;
  /** Σ |value| of the others. */
  readonly otherExposure: Decimal;
}

/**
 * Price `p` of a position at which equity just covers the maintenance margin of everything that is held.
 *
 * Equity is O + q·p and the need is m·(|q|·p + X), with O the other equity, X the other exposure and m the maintenance rate; so
 * `p = (m·X − O) ÷ (q − m·|q|)`: for a long (m·X − O) ÷ (|q|·(1 − m)), for a short (O − m·X) ÷ (|q|·(1 + m)).
 * A long is liquidated at `p` or below, a short at `p` or above.
 *
 * @returns `null` when no price > 0 liquidates a long; 0 when every price liquidates a short.
 * @throws {RangeError} for a maintenance rate outside [0, 1) or a quantity of 0.
 */
export function liquidationPrice(
  position: LeveragedPosition,
  rules: Pick<MarginRules, 'maintenanceRate'>,
): Decimal | null {
  const { quantity, otherEquity, otherExposure } = position;
  const rate = rules.maintenanceRate;
  if (rate.isNegative() || rate.gte(1))
    throw new RangeError(`maintenance rate: received ${rate}, expected 0 to below 1`);
  if (quantity.isZero()) throw new RangeError('quantity: received 0, expected a position');
  const price = maintenanceMargin(otherExposure, rules)
    .minus(otherEquity)
    .div(quantity.minus(quantity.abs().times(rate)));
  if (price.gt(0)) return price;
  return quantity.isNegative() ? ZERO : null;
}
