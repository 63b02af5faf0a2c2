import { type Decimal, ZERO } from '../shared/decimal.ts';
import { ACCOUNT_CAPACITIES } from './capacity.ts';
import { entryFigures } from './entry-figures.ts';
import type { RiskInput } from './rule.ts';

/**
 * What must still be true of the rows in the write that authorises an approved intent, so that no other order authorised since
 * the read can take the account over a limit together with this one. `null` leaves a bound out. The write also requires that
 * no fill has reached the account since the read, because a fill turns what was reserved into exposure.
 */
export interface AuthorisationBounds {
  /** Account `reserved` before this order, at most. */
  readonly maxReservedBefore: Decimal | null;
  /** Symbol `entryReserved` (quantity) before this order, at most: none, an entry is alone on its symbol. */
  readonly maxEntryReservedBefore: Decimal | null;
  /** Open symbols, this one included, at most. */
  readonly maxOpenPositions: number | null;
  /** Orders in the current minute, this one included, at most. */
  readonly maxOrdersPerMinute: number | null;
}

const UNBOUND: AuthorisationBounds = {
  maxReservedBefore: null,
  maxEntryReservedBefore: null,
  maxOpenPositions: null,
  maxOrdersPerMinute: null,
};

/** The bounds of an approved intent; exits have none, they are bound by the position. */
export function authorisationBounds(input: RiskInput): AuthorisationBounds {
  if (input.intent.kind === 'exit') return UNBOUND;
  return {
    maxReservedBefore: maxReservedBefore(input),
    maxEntryReservedBefore: ZERO,
    maxOpenPositions: input.limits.max_open_positions,
    maxOrdersPerMinute: input.limits.max_orders_per_minute,
  };
}

function maxReservedBefore(input: RiskInput): Decimal {
  const figures = entryFigures(input);
  let least: Decimal | null = null;
  for (const capacityOf of ACCOUNT_CAPACITIES) {
    const capacity = capacityOf(input, figures);
    if (capacity !== null && (least === null || capacity.lt(least))) least = capacity;
  }
  return (least ?? ZERO).minus(figures.notional);
}
