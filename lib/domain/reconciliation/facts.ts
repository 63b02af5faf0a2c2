import type { Account } from '../accounts/account.ts';
import type { Position } from '../accounts/position.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import type { Side } from '../orders/order-intent.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Split } from '../splits/split.ts';

/** An order as the broker tells it. */
export interface BrokerOrder {
  readonly brokerOrderId: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly status: 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired';
  readonly filledQuantity: Decimal;
  /** Why it ended without being filled, in the venue's words. */
  readonly cause: string | null;
}

/** A fill that the broker lists. */
export interface ListedFill {
  /** As the ledger would book it. */
  readonly fill: Fill;
  /** Ours that it executes; `null`: none. */
  readonly order: Order | null;
  /** As the ledger has it, with the fee adjustments that it has of it, and their sum; `null`: it does not. */
  readonly known: { readonly fill: Fill; readonly feeEntries: number; readonly feeAdjusted: Decimal } | null;
}

/** An order that works at the broker, and what the ledger has under its id. */
export interface ListedOrder {
  readonly venue: BrokerOrder;
  readonly order: Order | null;
}

/** One of ours that the broker does not list as working, and what it says of it; `null`: it knows no such order. */
export interface UnlistedOrder {
  readonly order: Order;
  readonly venue: BrokerOrder | null;
}

/** What ledger and broker say of one account at one time: no fill came between the first and the last answer. Every question was answered. */
export interface Facts {
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
  /** All that may work, those of unknown outcome, too. */
  readonly open: readonly Order[];
  readonly fills: readonly ListedFill[];
  readonly listed: readonly ListedOrder[];
  readonly unlisted: readonly UnlistedOrder[];
  /** Not in it: nothing held. */
  readonly held: ReadonlyMap<string, Decimal>;
  readonly cash: Decimal;
  /** Of symbols whose quantities may differ, where one is known. */
  readonly prices: ReadonlyMap<string, Decimal>;
  /** By symbol, the last one. */
  readonly splits: ReadonlyMap<string, Split>;
}
