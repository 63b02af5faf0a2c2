import type { ExitReason } from '../orders/fill.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/** A position from flat to flat, recorded with the fill that closed it: what protections look back on. */
export interface ClosedTrade {
  /** Id of the closing fill. */
  readonly id: string;
  readonly symbol: string;
  readonly openedAt: Instant;
  readonly closedAt: Instant;
  /** Net of every fee, quote currency. */
  readonly pnl: Decimal;
  /** Σ notional of its entries. */
  readonly entryNotional: Decimal;
  readonly reason: ExitReason | null;
}
