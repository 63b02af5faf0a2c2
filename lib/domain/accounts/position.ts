import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/**
 * One symbol's position and what is promised against it: the ledger's symbol row.
 * State keeps the signed cost of what is open, never an average price; averages are for reports.
 */
export interface Position {
  readonly symbol: string;
  /** Signed: > 0 long, < 0 short. */
  readonly quantity: Decimal;
  /** Signed cost of the open quantity in the quote currency: Σ notional, negative for a short. */
  readonly cost: Decimal;
  /** Gross of fees, over all closed quantity. */
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
  /** Σ leaves quantity of working entries, and of working exits. */
  readonly entryReserved: Decimal;
  readonly exitReserved: Decimal;
  /** Client order id of an order whose outcome is unknown; entries wait for it. */
  readonly lock: string | null;
  readonly lastOrderAt: Instant | null;
  readonly mark: Decimal | null;
  readonly markTime: Instant | null;
  /** Counts the fills applied. */
  readonly fillSeq: number;
}
