import type { Item, Key } from '#adapters/table/table.ts';
import type { VenueFill, VenueOrder } from '#application/ports/broker.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import {
  brokerOrderIdOf,
  type ClosedOrder,
  type Execution,
  sequenceText,
  type VenueBook,
  type WorkingOrder,
} from '#domain/simulation/venue-book.ts';

/** The simulated venue's records: its book, every order it has seen, every execution. They share a partition of the table. */
export function bookKey(account: string): Key {
  return { pk: `SIM#${account}`, sk: 'BOOK' };
}

export function venueOrderKey(account: string, clientOrderId: string): Key {
  return { pk: `SIM#${account}`, sk: `ORDER#${clientOrderId}` };
}

export function executionKey(account: string, sequence: number): Key {
  return { pk: `SIM#${account}`, sk: `EXECUTION#${sequenceText(sequence)}` };
}

/** A book as JSON text: it is read and written whole, on condition of its version. */
export function encodeBook(book: VenueBook): string {
  return JSON.stringify(book);
}

export function decodeBook(text: string): VenueBook {
  const raw: VenueBook = JSON.parse(text);
  const positions = Object.entries(raw.positions).map(([symbol, quantity]) => [symbol, new Decimal(quantity)] as const);
  return {
    ...raw,
    cash: new Decimal(raw.cash),
    positions: Object.fromEntries(positions),
    working: raw.working.map((order) => ({ ...order, quantity: new Decimal(order.quantity) })),
  };
}

export function encodeAccepted(account: string, order: Omit<WorkingOrder, 'sequence'>): Item & Key {
  return {
    ...venueOrderKey(account, order.clientOrderId),
    status: 'working',
    filledQuantity: new Decimal(0),
    schemaVersion: new Decimal(1),
  };
}

export function encodeClosed(account: string, closed: ClosedOrder): Item & Key {
  return {
    ...venueOrderKey(account, closed.clientOrderId),
    status: closed.status,
    filledQuantity: closed.filledQuantity,
    ...(closed.cause === null ? {} : { cause: closed.cause }),
    schemaVersion: new Decimal(1),
  };
}

export function decodeVenueOrder(item: Item, clientOrderId: string): VenueOrder {
  const { status, filledQuantity, cause } = item;
  if (status !== 'working' && status !== 'filled' && status !== 'cancelled') {
    throw new Error(`venue order ${clientOrderId}: status ${String(status)}, expected working, filled or cancelled`);
  }
  if (!(filledQuantity instanceof Decimal))
    throw new Error(`venue order ${clientOrderId}: filledQuantity is not a number`);
  return {
    brokerOrderId: brokerOrderIdOf(clientOrderId),
    clientOrderId,
    status,
    filledQuantity,
    cause: typeof cause === 'string' ? cause : null,
  };
}

export function encodeExecution(account: string, execution: Execution): Item & Key {
  return {
    ...executionKey(account, execution.sequence),
    execution: JSON.stringify(execution),
    schemaVersion: new Decimal(1),
  };
}

export function decodeExecution(item: Item): VenueFill {
  if (typeof item['execution'] !== 'string')
    throw new Error('an execution record of the simulated venue holds no execution');
  const raw: Execution = JSON.parse(item['execution']);
  return {
    id: raw.id,
    sequence: sequenceText(raw.sequence),
    clientOrderId: raw.clientOrderId,
    symbol: raw.symbol,
    side: raw.side,
    quantity: new Decimal(raw.quantity),
    price: new Decimal(raw.price),
    fee: new Decimal(raw.fee),
    time: raw.time,
  };
}
