import { type Decimal, toMoney, ZERO } from '../../shared/decimal.ts';

/**
 * Square-root law of market impact: the price moves by `coefficient × volatility × √(quantity ÷ volume)`, fraction of the price, rounded half-even to 18
 * decimal places. Source: N. Torre, "BARRA Market Impact Model Handbook" (1997); R. Almgren et al., "Direct Estimation of Equity Market Impact"
 * (Risk, July 2005), who measure an exponent of 3/5 in the same form, where most later studies find 1/2. Their coefficient is near 1 for
 * volatility and volume of one day.
 *
 * @param volatility of the time that `volume` was traded in; the simulated venue takes the range of the bar, (high − low) ÷ open
 * @returns 0 where nothing was traded: no impact can be told, and no fill should be made
 */
export function squareRootImpact(
  coefficient: Decimal,
  volatility: Decimal,
  quantity: Decimal,
  volume: Decimal,
): Decimal {
  if (volume.isZero()) return ZERO;
  return toMoney(quantity.div(volume).sqrt().times(volatility).times(coefficient));
}
