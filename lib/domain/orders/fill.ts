import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { Side } from './order-intent.ts';

/** One execution at the venue. Identity: account, symbol, id. */
export interface Fill {
  readonly account: string;
  readonly symbol: string;
  /** The venue's execution id, unique for account and symbol. */
  readonly id: string;
  /** Sorts the fills of an account in the order in which the venue made them. */
  readonly sequence: string;
  /** `null` for an EXTERNAL fill, one that no order of ours explains. */
  readonly clientOrderId: string | null;
  readonly sessionId: string | null;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Quantity × price in the quote currency, at the ledger's money scale. */
  readonly notional: Decimal;
  /** Quote currency, ≥ 0 unless the venue pays a rebate. */
  readonly fee: Decimal;
  readonly time: Instant;
}
