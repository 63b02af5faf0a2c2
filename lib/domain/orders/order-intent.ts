import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { MarketFacts } from './market-facts.ts';
import type { OrderTerms } from './order-terms.ts';

export const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];

/** `entry` adds exposure and reserves cash; `exit` reduces a position and reserves part of it. */
export const ORDER_KINDS = ['entry', 'exit'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/**
 * What an order is for. `stop_exit`, `target_exit`, `trail_exit`: a level that the venue has no order for was reached at a close. `protection`: a stop, with or without a target, that rests at the venue for a position.
 * `manual`: an operator's, of the quantity that he named; `manual_exit`: an operator leaves the whole position. `emergency_exit`: an
 * emergency stop does, the only order of a halted account.
 */
export const ORDER_PURPOSES = [
  'entry',
  'rebalance',
  'strategy_exit',
  'time_exit',
  'profit_exit',
  'stop_exit',
  'target_exit',
  'trail_exit',
  'loss_exit',
  'margin_exit',
  'protection',
  'manual',
  'manual_exit',
  'emergency_exit',
] as const;
export type OrderPurpose = (typeof ORDER_PURPOSES)[number];

/** Entries that may add to a position of their own side, and beside its resting protection. */
export const MAY_ADD: readonly OrderPurpose[] = ['rebalance', 'manual'];

/** Prices at which a strategy wants its position protected; they go before the configured percentages. `null`: none given. */
export interface AttachedExits {
  readonly stopLoss: Decimal | null;
  readonly takeProfit: Decimal | null;
}

/** What somebody wants done, before risk has looked at it. It never changes: the same signal gives the same intent id. */
export interface OrderIntent {
  readonly clientOrderId: string;
  readonly account: string;
  readonly sessionId: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly kind: OrderKind;
  readonly purpose: OrderPurpose;
  readonly side: Side;
  /** Base currency, a multiple of the lot, > 0. */
  readonly quantity: Decimal;
  readonly terms: OrderTerms;
  readonly attached: AttachedExits;
  /** Price that risk judges the order by (the close that caused the signal), and when it was true. */
  readonly referencePrice: Decimal;
  readonly referenceTime: Instant;
  /** What the maker of the intent saw of the market, for the rules that ask for it. */
  readonly market: MarketFacts;
  /** Close of the bar, or time of the event, that caused the signal. */
  readonly signalTime: Instant;
  /** After this instant an entry is refused; exits do not expire (`null`). */
  readonly expiresAt: Instant | null;
  /** 0–100; higher goes first when several intents compete. */
  readonly ranking: number;
  readonly reason: string;
}

export const NOTHING_ATTACHED: AttachedExits = { stopLoss: null, takeProfit: null };
