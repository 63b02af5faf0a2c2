import type { Side } from '#domain/orders/order-intent.ts';
import type { OrderType, TimeInForce } from '#domain/orders/order-terms.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** `held`: the leg of a pair whose sibling works. `replaced`: ended because another order took its place. */
export type ModelStatus =
  | 'working'
  | 'held'
  | 'pending_cancel'
  | 'filled'
  | 'cancelled'
  | 'rejected'
  | 'expired'
  | 'replaced';

/** Why a venue refuses an order; each front end words it as its venue does. */
export const REFUSALS = [
  'insufficient_funds',
  'insufficient_position',
  'invalid_order',
  'market_closed',
  'auth_failed',
  'liquidity',
  'not_supported',
  'duplicate',
  'unknown_order',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What a front end read from the request for an order. Prices that the type does not use are `null`. */
export interface ModelOrderRequest {
  readonly clientOrderId: string | null;
  /** Canonical, `BTC/USD` or `SPY`. */
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly limitPrice: Decimal | null;
  readonly stopPrice: Decimal | null;
  readonly trailPct: Decimal | null;
}

export interface ModelOrder extends ModelOrderRequest {
  readonly id: string;
  /** Ascending in the order of acceptance. */
  readonly number: number;
  readonly createdAt: Instant;
  updatedAt: Instant;
  status: ModelStatus;
  filled: Decimal;
  /** Sum of quantity × price of its executions. */
  value: Decimal;
  /** Requests until a cancel that has been asked for is carried out; `null`: none has. */
  cancelIn: number | null;
  readonly replaces: string | null;
  replacedBy: string | null;
  /** The order whose sibling it is: of a pair, one fills and the other is cancelled. */
  readonly parentId: string | null;
}

export interface ModelExecution {
  /** Ascending in the order of execution. */
  readonly number: number;
  readonly id: string;
  readonly orderId: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** In the quote currency. */
  readonly fee: Decimal;
  readonly time: Instant;
  /** Not listed yet, though it has happened and counts. */
  isHidden: boolean;
}

export type PlaceAnswer =
  | { readonly kind: 'placed'; readonly order: ModelOrder }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function isOver({ status }: ModelOrder): boolean {
  return ['filled', 'cancelled', 'rejected', 'expired', 'replaced'].includes(status);
}
