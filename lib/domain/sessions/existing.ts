import type { Decimal } from '../shared/decimal.ts';

/**
 * What becomes of what stands at the broker, in symbols that this ledger has never traded, when a session is to start. `refuse`: the start is. `adopt`: its positions are the session's from now on, its
 * orders are cancelled. `ignore`: the session leaves these symbols alone.
 */
export const EXISTING_POLICIES = ['refuse', 'adopt', 'ignore'] as const;
export type ExistingPolicy = (typeof EXISTING_POLICIES)[number];

/** A position that stood before its session. */
export interface Holding {
  readonly symbol: string;
  /** Signed: negative is short. */
  readonly quantity: Decimal;
  /** At which it is taken over, quote currency: the last one of the market, since what was made or lost before is not this ledger's. */
  readonly price: Decimal;
}
