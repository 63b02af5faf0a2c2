import { type Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import type { RiskInput } from './rule.ts';

/** Notional of the intent at its reference price, quote currency. */
export function intentNotional({ intent }: RiskInput): Decimal {
  return toMoney(intent.quantity.times(intent.referencePrice));
}

/** Value of the symbol's position once the intent and every working entry are filled, at the reference price. */
export function positionValueAfter({ intent, position }: RiskInput): Decimal {
  const quantity = position.quantity.abs().plus(position.entryReserved).plus(intent.quantity);
  return toMoney(quantity.times(intent.referencePrice));
}

/** Σ |position| × mark over the account; a position without a mark counts at its cost. */
export function openExposure({ positions }: RiskInput): Decimal {
  let exposure = ZERO;
  for (const position of positions.values()) {
    const worth = position.mark === null ? position.cost : position.quantity.times(position.mark);
    exposure = exposure.plus(toMoney(worth.abs()));
  }
  return exposure;
}
