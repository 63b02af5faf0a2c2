import type { FillExplanation } from '#domain/orders/fill.ts';
import type { Side } from '#domain/orders/order-intent.ts';
import type { OrderTerms } from '#domain/orders/order-terms.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';

export interface PlaceOrderRequest {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly terms: OrderTerms;
}

/** What is known after one POST. `unknown`: it may or may not have worked, only a look-up can tell. */
export type PlaceOrderOutcome =
  | { readonly kind: 'accepted'; readonly brokerOrderId: string }
  | { readonly kind: 'rejected'; readonly cause: string }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'unknown'; readonly cause: string };

/** `requested`: the venue took the request, a look-up tells what became of the order. */
export type CancelOrderOutcome =
  | { readonly kind: 'requested' | 'not_found' }
  | { readonly kind: 'unknown'; readonly cause: string };

export type VenueOrderStatus = 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired';

/** An order as the venue tells it. */
export interface VenueOrder {
  readonly brokerOrderId: string;
  readonly clientOrderId: string;
  readonly status: VenueOrderStatus;
  readonly filledQuantity: Decimal;
  /** Why it ended without being filled, in the venue's words; `null` otherwise. */
  readonly cause: string | null;
}

export interface VenueFill {
  readonly id: string;
  readonly sequence: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Every fee, valued in the quote currency. */
  readonly fee: Decimal;
  /** Part of it that was taken in the base currency. */
  readonly baseFee: Decimal;
  readonly time: Instant;
  readonly explanation: FillExplanation | null;
}

export interface FillPage {
  readonly fills: readonly VenueFill[];
  /** Where the next call goes on; equal to the one given when nothing was new. */
  readonly cursor: string | null;
}

export interface Balance {
  readonly currency: string;
  readonly cash: Decimal;
}

export interface BrokerCapabilities {
  /** How long the venue refuses a client order id that it has seen; decides whether a lost POST may be repeated. */
  readonly duplicateIdsRefused: 'forever' | 'while_open' | 'never';
}

/**
 * One broker account. `placeOrder` and `cancelOrder` never throw for an outcome of the order; every other call throws
 * `BrokerError` when it could not ask, and "could not ask" is never "not there".
 */
export interface Broker {
  readonly capabilities: BrokerCapabilities;
  placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome>;
  cancelOrder(clientOrderId: string, symbol: string): Promise<CancelOrderOutcome>;
  /** `null`: the venue answered that it has no such order. */
  getOrderByClientId(clientOrderId: string, symbol: string): Promise<VenueOrder | null>;
  /** Executions after `cursor` (`null`: from the beginning), in the venue's order. */
  listFills(cursor: string | null): Promise<FillPage>;
  getBalance(): Promise<Balance>;
}

/** The venue could not be asked, or its answer could not be read: nothing is known. The message never holds credentials. */
export class BrokerError extends Error {
  readonly code = 'BROKER';
  override readonly name = 'BrokerError';
}
