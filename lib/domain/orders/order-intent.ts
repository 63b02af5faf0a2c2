import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

export type Side = 'buy' | 'sell';
export type OrderType = 'market';

/** `entry` adds exposure and reserves cash; `exit` reduces a position and reserves part of it. */
export type OrderKind = 'entry' | 'exit';

/** What somebody wants done, before risk has looked at it. It never changes: the same signal gives the same intent id. */
export interface OrderIntent {
  readonly clientOrderId: string;
  readonly account: string;
  readonly sessionId: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly kind: OrderKind;
  readonly side: Side;
  /** Base currency, a multiple of the lot, > 0. */
  readonly quantity: Decimal;
  readonly type: OrderType;
  /** Price that risk judges the order by (the close that caused the signal), and when it was true. */
  readonly referencePrice: Decimal;
  readonly referenceTime: Instant;
  /** Close of the bar, or time of the event, that caused the signal. */
  readonly signalTime: Instant;
  /** After this instant an entry is refused; exits do not expire (`null`). */
  readonly expiresAt: Instant | null;
  /** 0–100; higher goes first when several intents compete. */
  readonly ranking: number;
  readonly reason: string;
}
