import type { AttachedExits } from '../orders/order-intent.ts';
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
  /** Client order ids of the working entries and exits. */
  readonly entryOrders: ReadonlySet<string>;
  readonly exitOrders: ReadonlySet<string>;
  /** Client order id of an order whose outcome is unknown; entries wait for it. */
  readonly lock: string | null;
  readonly lastOrderAt: Instant | null;
  readonly mark: Decimal | null;
  readonly markTime: Instant | null;
  /** Counts the fills applied. */
  readonly fillSeq: number;
  /** The holding now open, `null` while flat. */
  readonly holding: Holding | null;
  /** What of quantity, cost and realised P&L is declared, and waits for the fill that it stands in for; since when. */
  readonly adjustedQuantity: Decimal;
  readonly adjustedCost: Decimal;
  readonly adjustedRealized: Decimal;
  readonly adjustedAt: Instant | null;
  /** No entry before this instant, by which protection. */
  readonly pausedUntil: Instant | null;
  readonly pausedBy: string | null;
}

/** What is known of a position since it was last flat. */
export interface Holding {
  readonly openedAt: Instant;
  /** Σ notional of the fills that opened or enlarged it. */
  readonly entryNotional: Decimal;
  /** Realised P&L of what was closed, net of every fee, so far. */
  readonly netPnl: Decimal;
  /** As its strategy asked for them when it was opened. */
  readonly attached: AttachedExits;
  /** Bar closes at which it was held. */
  readonly barsHeld: number;
  /** Highest high and lowest low of the bars at whose closes it was held; `null` before the first. */
  readonly highest: Decimal | null;
  readonly lowest: Decimal | null;
}
