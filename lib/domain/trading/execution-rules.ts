import type { Side } from '../orders/order-intent.ts';
import { MARKET, type OrderTerms, orderTerms } from '../orders/order-terms.ts';

import { Decimal, MONEY_SCALE } from '../shared/decimal.ts';
import { SECOND } from '../shared/instant.ts';

/** A POST may leave at most this long after the write that authorised it. */
export const MAX_AUTHORISATION_AGE = 2 * SECOND;

/** How orders are sent. */
export interface ExecutionRules {
  /** Entries without a limit of their own get one, this fraction beyond the reference price; `null`: they are market orders. */
  readonly limitTolerance: Decimal | null;
  /** What the venue is proven not to have taken up is sent again after so many milliseconds each, unless the venue names another time. */
  readonly resendDelays: readonly number[];
  /** Orders by hand only reduce a position unless they say otherwise. */
  readonly isHandReduceOnly: boolean;
}

/** Of a configuration without `execution`. */
export const DEFAULT_EXECUTION: ExecutionRules = {
  limitTolerance: null,
  resendDelays: [250, 750],
  isHandReduceOnly: false,
};

/**
 * Terms of an entry whose signal has no limit. A limit works until it fills, the strategy leaves or the session stops: `gtc`, which every venue knows. It is rounded to the side
 * on which it costs no more than the tolerance, and is one tick at least.
 *
 * @param price reference price, quote currency
 */
export function entryTerms(
  { limitTolerance }: ExecutionRules,
  side: Side,
  price: Decimal,
  tick: Decimal | null,
): OrderTerms {
  if (limitTolerance === null) return MARKET;
  const isBuy = side === 'buy';
  const exact = price.times(isBuy ? limitTolerance.plus(1) : new Decimal(1).minus(limitTolerance));
  const rounding = isBuy ? Decimal.ROUND_FLOOR : Decimal.ROUND_CEIL;
  const limitPrice =
    tick === null
      ? exact.toDecimalPlaces(MONEY_SCALE, rounding)
      : Decimal.max(exact.div(tick).toDecimalPlaces(0, rounding), 1).times(tick);
  return orderTerms({ type: 'limit', limitPrice });
}
