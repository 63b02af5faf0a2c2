import { Decimal, floorToStep, ZERO } from '../shared/decimal.ts';

/** How large an entry is. */
export interface SizingRules {
  /** Share of equity per entry, 0–1. */
  readonly positionSizePct: Decimal;
  /** Bounds of an entry's notional; below the least nothing is bought. `null`: none. */
  readonly minAmount: Decimal | null;
  readonly maxAmount: Decimal | null;
  /** Share of equity that a stop may cost; it bounds the size where the entry has a stop. `null`: off. */
  readonly riskPerTrade: Decimal | null;
  /** Annualised volatility that a position may bring to the equity; it bounds the size by the symbol's own. `null`: off. */
  readonly volatilityTarget: Decimal | null;
  /** Entries of a lower ranking are not planned, 0–100. */
  readonly minRanking: number;
}

/** What is known of the entry to be sized. */
export interface EntryToSize {
  readonly equity: Decimal;
  /** Quote currency, > 0. */
  readonly price: Decimal;
  /** Where its protective stop will be; `null`: it has none. */
  readonly stopPrice: Decimal | null;
  /** Annualised deviation of the symbol's returns; `null`: unknown. */
  readonly volatility: number | null;
  /** Smallest step of a quantity at the venue, base currency. */
  readonly lot: Decimal;
  /** Least notional that the venue takes; `null`: none. */
  readonly minNotional: Decimal | null;
}

/**
 * Entry quantity, floored to lot: the smallest of `position_size_pct × equity`, the risk budget over the distance to the stop
 * (Van Tharp's percent-risk sizing), the volatility target over the symbol's volatility, and the largest amount. Zero when there is nothing to
 * spend, when it would be below the least amount, or when a bound that is asked for cannot be told.
 */
export function sizeEntry(rules: SizingRules, entry: EntryToSize): Decimal {
  const { equity, lot, minNotional, price } = entry;
  if (!equity.isPositive() || !price.isPositive() || price.isZero()) return ZERO;
  const bounds = [
    rules.positionSizePct.times(equity),
    rules.maxAmount,
    byRisk(rules, entry),
    byVolatility(rules, entry),
  ];
  const notional = Decimal.min(...bounds.flatMap((bound) => bound ?? []));
  const quantity = floorToStep(Decimal.max(notional, ZERO).div(price), lot);
  const spent = quantity.times(price);
  const isTooSmall = [rules.minAmount, minNotional].some((least) => least !== null && spent.lt(least));
  return isTooSmall ? ZERO : quantity;
}

function byRisk({ riskPerTrade }: SizingRules, { equity, price, stopPrice }: EntryToSize): Decimal | null {
  if (riskPerTrade === null || stopPrice === null) return null;
  const distance = price.minus(stopPrice).abs();
  return distance.isZero() ? ZERO : equity.times(riskPerTrade).div(distance).times(price);
}

function byVolatility({ volatilityTarget }: SizingRules, { equity, volatility }: EntryToSize): Decimal | null {
  if (volatilityTarget === null) return null;
  if (volatility === null || !(volatility > 0)) return ZERO;
  return equity.times(volatilityTarget).div(volatility);
}
