import type { FillExplanation, OtherFee } from '#domain/orders/fill.ts';
import type { Side } from '#domain/orders/order-intent.ts';
import type { OrderTerms, OrderType, TimeInForce } from '#domain/orders/order-terms.ts';
import type { CashMovement } from '#domain/reconciliation/cash-movement.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { ProtectionKind } from '#domain/simulation/venue-rules.ts';
import type { BrokerErrorCode } from './broker-error.ts';

export interface PlaceOrderRequest {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly terms: OrderTerms;
}

/** An order that has been given to the venue, or may have been: all that a look-up can go by. */
export interface SentOrder extends PlaceOrderRequest {
  /** `null` until the venue has told it. */
  readonly brokerOrderId: string | null;
  /** By our clock. */
  readonly sentAt: Instant;
}

/**
 * What is known after one POST. `rejected`: the venue has refused it for good. `not_sent`: it is proven that the venue has not taken it up (no connection, told
 * to slow down, the circuit is open), so that it may be sent again whatever the venue does with ids. `unknown`: it may or may not have worked, only a
 * look-up can tell.
 */
export type PlaceOrderOutcome =
  | { readonly kind: 'accepted'; readonly brokerOrderId: string }
  | { readonly kind: 'rejected'; readonly code: BrokerErrorCode; readonly cause: string }
  | {
      readonly kind: 'not_sent';
      readonly code: BrokerErrorCode;
      readonly cause: string;
      readonly retryAfter: number | null;
    }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'unknown'; readonly cause: string };

/** `requested`: the venue took the request, a look-up tells what became of the order. */
export type CancelOrderOutcome =
  | { readonly kind: 'requested' | 'not_found' }
  | {
      readonly kind: 'unknown';
      readonly cause: string;
      /** Why there is no answer, where it is known; `RATE_LIMITED` does not count against the way to the venue. */
      readonly code?: BrokerErrorCode;
      /** Milliseconds after which the venue wants to be asked again, where it said so. */
      readonly retryAfter?: number | null;
    };

export type VenueOrderStatus = 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired';

/** An order as the venue tells it. */
export interface VenueOrder {
  readonly brokerOrderId: string;
  /** `null` where the venue keeps none. */
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly status: VenueOrderStatus;
  readonly filledQuantity: Decimal;
  /** Why it ended without being filled, in the venue's words; `null` otherwise. */
  readonly cause: string | null;
}

export interface VenueFill {
  /** Unique for account and symbol, the same in every answer. */
  readonly id: string;
  /** Sorts the fills of an account in the venue's order. */
  readonly sequence: string;
  /** `null`: of no order that has one. */
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Fees in the quote and the base currency, valued in the quote currency. */
  readonly fee: Decimal;
  /** Part of it that was taken in the base currency. */
  readonly baseFee: Decimal;
  /** Fees in other currencies: not in `fee`. */
  readonly otherFees: readonly OtherFee[];
  /** By the venue's clock. */
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

export interface VenuePosition {
  readonly symbol: string;
  /** Negative: short. */
  readonly quantity: Decimal;
}

/** Steps of a symbol at its venue; `null`: none is known. */
export interface SymbolRules {
  readonly lot: Decimal | null;
  readonly tick: Decimal | null;
  readonly minNotional: Decimal | null;
  readonly isFractional: boolean;
  /** What protects a position while it rests there, and what does so for whole quantities. */
  readonly protections: readonly ProtectionKind[];
  readonly wholeProtections: readonly ProtectionKind[];
}

/** Times by the venue's own clock. */
export interface MarketClock {
  readonly now: Instant;
  readonly isOpen: boolean;
  readonly nextOpen: Instant | null;
  readonly nextClose: Instant | null;
}

/** What a venue can do. What it cannot is emulated by its adapter, or refused before anything is sent. */
export interface BrokerCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** A stop and its target as one order. */
  readonly oco: boolean;
  readonly replace: boolean;
  readonly fractional: boolean;
  /** Whether an order can be asked for by its client order id; without, it is matched by price, quantity and time. */
  readonly lookUpByClientId: boolean;
  /** Whether the venue can be told to cancel everything by itself when it is not told again. */
  readonly cancelAfter: boolean;
  /** How long the venue refuses a client order id that it has seen; decides whether a lost POST may be repeated. */
  readonly duplicateIdsRefused: 'forever' | 'while_open' | 'never';
  /** Whether the times of its fills are on our clock; those of a real venue are recorded and never compared. */
  readonly isOnOurClock: boolean;
}

/**
 * One broker account. `placeOrder`, `replaceOrder` and `cancelOrder` never throw for an outcome of the order; every other call throws
 * `BrokerError` when it could not ask, and "could not ask" is never "not there".
 */
export interface Broker {
  readonly capabilities: BrokerCapabilities;
  /** Whatever it needs before its first order: keys, markets. Asked for before an order is authorised, so that nothing is read between that and the POST. */
  open(): Promise<void>;
  placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome>;
  cancelOrder(order: SentOrder): Promise<CancelOrderOutcome>;
  /** One request that ends `order` and puts `by` in its place, where `capabilities.replace`; else `rejected`, `NOT_SUPPORTED`. */
  replaceOrder(order: SentOrder, by: PlaceOrderRequest): Promise<PlaceOrderOutcome>;
  /**
   * Where `capabilities.cancelAfter`: from now on the venue cancels whatever works on the account, ours or not, after so many milliseconds, unless it is asked
   * again. There is no need to call it off: where nothing works, nothing is cancelled. Elsewhere `NOT_SUPPORTED`.
   */
  cancelAllAfter(milliseconds: number): Promise<void>;
  /** By broker id or client id, whichever is known and the venue allows. `null`: the venue answered that it has no such order. */
  getOrder(order: SentOrder): Promise<VenueOrder | null>;
  /** Everything that works on the account, ours or not. */
  listOpenOrders(): Promise<readonly VenueOrder[]>;
  /**
   * Executions after `cursor` (`null`: from the account's beginning with us), in the venue's order. May repeat some: the ledger knows them by their id. `orders` are those that
   * still wait for fills: by them the adapter knows whose a fill is without asking.
   */
  listFills(cursor: string | null, orders: readonly SentOrder[]): Promise<FillPage>;
  /** Cash of the account's own currency. */
  getBalance(): Promise<Balance>;
  listPositions(): Promise<readonly VenuePosition[]>;
  /** The latest hundred of what moved cash without a trade, the oldest first; none where the venue tells none. */
  listCashMovements(): Promise<readonly CashMovement[]>;
  getSymbolRules(symbol: string): Promise<SymbolRules>;
  /** `null`: a venue that never closes. */
  getMarketClock(): Promise<MarketClock | null>;
}
