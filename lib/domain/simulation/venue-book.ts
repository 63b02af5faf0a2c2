import type { FillExplanation } from '../orders/fill.ts';
import type { Side } from '../orders/order-intent.ts';
import type { OrderTerms } from '../orders/order-terms.ts';
import type { Bar } from '../shared/bar.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/** An order that works at the simulated venue. */
export interface WorkingOrder {
  /** Order of acceptance. */
  readonly sequence: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly terms: OrderTerms;
  readonly quantity: Decimal;
  readonly filledQuantity: Decimal;
  readonly acceptedAt: Instant;
  /** Present level of a stop, where a trailing one has moved it; `null`: as the terms say. */
  readonly stopLevel: Decimal | null;
  /** A stop that has been touched: it works as the market or limit order that it stands for. */
  readonly isTriggered: boolean;
  /** Timestamp of the first bar that it was matched with, its first chance to trade; `null` before. */
  readonly firstBar: Instant | null;
  /** Of a bar that is matched in several goes: the order has had its part in it. */
  readonly matchedBar: Instant | null;
  /** The venue is about to cancel it, for this cause. */
  readonly cancelCause: string | null;
}

/** The simulated venue's own books: its truth of balances, kept apart from our ledger on purpose. Plain data. */
export interface VenueBook {
  /** By currency: cash in `USD`, what is held of `BTC/USD` in `BTC`, of an equity under its ticker. Negative only on margin. */
  readonly balances: Readonly<Record<string, Decimal>>;
  /** On margin, by symbol with a position: average price of what is held. */
  readonly entryPrices: Readonly<Record<string, Decimal>>;
  /** On margin, by symbol with a position: the last close, or fill, that the venue has seen; it values the position. */
  readonly lastPrices: Readonly<Record<string, Decimal>>;
  /** By symbol: bars that opened at this instant or before are dealt with. */
  readonly matchedBars: Readonly<Record<string, Instant>>;
  /** On margin, by symbol: funding is settled up to this instant, or up to the last bar matched if that is later. */
  readonly fundedUntil: Readonly<Record<string, Instant>>;
  /** Quote currency traded, by UTC day (`YYYY-MM-DD`), of the last 30 days. */
  readonly dailyVolumes: Readonly<Record<string, Decimal>>;
  readonly working: readonly WorkingOrder[];
  readonly ordersAccepted: number;
  readonly executions: number;
}

export interface Trade {
  readonly price: Decimal;
  readonly time: Instant;
}

export interface Execution {
  /** `clientOrderId#time of the bar in ms#1`; the venue's own are `funding#time#sequence` and `liquidation#time#sequence`. */
  readonly id: string;
  /** Number of the execution at the venue, 1, 2, 3 … */
  readonly sequence: number;
  /** `null`: made by the venue itself. */
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly notional: Decimal;
  /** All fees, valued in the quote currency. */
  readonly fee: Decimal;
  /** Part of them taken in the base currency. */
  readonly baseFee: Decimal;
  readonly time: Instant;
  readonly explanation: FillExplanation;
}

/** How an order left the book. */
export interface ClosedOrder {
  readonly clientOrderId: string;
  readonly status: 'filled' | 'cancelled' | 'rejected' | 'expired';
  /** E.g. `INSUFFICIENT_CASH`; `null` when filled. */
  readonly cause: string | null;
  readonly filledQuantity: Decimal;
}

export function openVenueBook(currency: string, cash: Decimal): VenueBook {
  return {
    balances: { [currency]: cash },
    entryPrices: {},
    lastPrices: {},
    matchedBars: {},
    fundedUntil: {},
    dailyVolumes: {},
    working: [],
    ordersAccepted: 0,
    executions: 0,
  };
}

/** The book once these bars are dealt with. */
export function withBarsMatched(book: VenueBook, bars: readonly Pick<Bar, 'symbol' | 'openTime'>[]): VenueBook {
  const matchedBars = { ...book.matchedBars };
  for (const { symbol, openTime } of bars) matchedBars[symbol] = Math.max(matchedBars[symbol] ?? openTime, openTime);
  return { ...book, matchedBars };
}

/** The simulated venue names an order after its client order id. */
export function brokerOrderIdOf(clientOrderId: string): string {
  return `sim-${clientOrderId}`;
}

/** Fixed width, so that text order is the venue's order. */
export function sequenceText(sequence: number): string {
  return String(sequence).padStart(12, '0');
}
