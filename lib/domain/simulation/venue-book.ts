import type { OrderType, Side } from '../orders/order-intent.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/** An order that works at the simulated venue. */
export interface WorkingOrder {
  /** Order of acceptance. */
  readonly sequence: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Decimal;
  readonly acceptedAt: Instant;
}

/** The simulated venue's own books: its truth of cash and positions, kept apart from our ledger on purpose. */
export interface VenueBook {
  readonly currency: string;
  readonly cash: Decimal;
  readonly positions: Readonly<Record<string, Decimal>>;
  readonly working: readonly WorkingOrder[];
  readonly ordersAccepted: number;
  readonly executions: number;
}

/** What trading costs, and the venue's steps. Rates are fractions of price or notional. */
export interface VenueCosts {
  readonly commissionRate: Decimal;
  readonly slippageRate: Decimal;
  readonly lot: Decimal;
  /** `null`: prices are not rounded. */
  readonly tick: Decimal | null;
}

export interface Trade {
  readonly price: Decimal;
  readonly time: Instant;
}

export interface Execution {
  /** `clientOrderId#time of the trade in ms#n`. */
  readonly id: string;
  /** Number of the execution at the venue, 1, 2, 3 … */
  readonly sequence: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly notional: Decimal;
  readonly fee: Decimal;
  readonly time: Instant;
}

/** How an order left the book. */
export interface ClosedOrder {
  readonly clientOrderId: string;
  readonly status: 'filled' | 'cancelled';
  readonly cause: string | null;
  readonly filledQuantity: Decimal;
}

export function openVenueBook(currency: string, cash: Decimal): VenueBook {
  return { currency, cash, positions: {}, working: [], ordersAccepted: 0, executions: 0 };
}

/** Accepts an order into the book. Whether its id was seen before is for the caller to know. */
export function acceptIntoBook(book: VenueBook, order: Omit<WorkingOrder, 'sequence'>): VenueBook {
  const sequence = book.ordersAccepted + 1;
  return { ...book, working: [...book.working, { ...order, sequence }], ordersAccepted: sequence };
}

/** The simulated venue names an order after its client order id. */
export function brokerOrderIdOf(clientOrderId: string): string {
  return `sim-${clientOrderId}`;
}

/** Fixed width, so that text order is the venue's order. */
export function sequenceText(sequence: number): string {
  return String(sequence).padStart(12, '0');
}
