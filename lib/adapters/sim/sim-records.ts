import type { Item, Key } from '#adapters/table/table.ts';
import type { SentOrder, VenueFill, VenueOrder } from '#application/ports/broker.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import {
  brokerOrderIdOf,
  type ClosedOrder,
  type Execution,
  sequenceText,
  type VenueBook,
} from '#domain/simulation/venue-book.ts';

/** Layout of the venue's records. */
const SCHEMA_VERSION = new Decimal(2);

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
export function encodeBook(account: string, book: VenueBook): Item & Key {
  return { ...bookKey(account), book: JSON.stringify(book), schemaVersion: SCHEMA_VERSION };
}

/** Reads back exactly what was written, every decimal to its last digit. */
export function decodeBook(item: Item): VenueBook {
  const text = textOf(item, 'book');
  const raw: VenueBook = JSON.parse(text);
  return {
    ...raw,
    balances: decimals(raw.balances),
    entryPrices: decimals(raw.entryPrices),
    lastPrices: decimals(raw.lastPrices),
    dailyVolumes: decimals(raw.dailyVolumes),
    working: raw.working.map((order) => ({
      ...order,
      quantity: new Decimal(order.quantity),
      filledQuantity: new Decimal(order.filledQuantity),
      stopLevel: decimalOrNull(order.stopLevel),
      terms: {
        ...order.terms,
        limitPrice: decimalOrNull(order.terms.limitPrice),
        stopPrice: decimalOrNull(order.terms.stopPrice),
        trailPct: decimalOrNull(order.terms.trailPct),
        takeProfitPrice: decimalOrNull(order.terms.takeProfitPrice),
      },
    })),
  };
}

export function encodeAccepted(account: string, clientOrderId: string): Item & Key {
  return {
    ...venueOrderKey(account, clientOrderId),
    status: 'working',
    filledQuantity: new Decimal(0),
    schemaVersion: SCHEMA_VERSION,
  };
}

export function encodeClosed(account: string, closed: ClosedOrder): Item & Key {
  return {
    ...venueOrderKey(account, closed.clientOrderId),
    status: closed.status,
    filledQuantity: closed.filledQuantity,
    ...(closed.cause === null ? {} : { cause: closed.cause }),
    schemaVersion: SCHEMA_VERSION,
  };
}

const STATUSES = ['working', 'filled', 'cancelled', 'rejected', 'expired'] as const;

/** An order as it was recorded; while it works, what it has filled stands in the book. */
export function decodeVenueOrder(item: Item, order: SentOrder): VenueOrder {
  const { clientOrderId, symbol, side, quantity } = order;
  const { filledQuantity, cause } = item;
  const status = STATUSES.find((known) => known === item['status']);
  if (status === undefined)
    throw new Error(
      `venue order ${clientOrderId}: received status ${String(item['status'])}, expected ${STATUSES.join(', ')}`,
    );
  if (!(filledQuantity instanceof Decimal))
    throw new Error(`venue order ${clientOrderId}: filledQuantity is not a number`);
  return {
    brokerOrderId: brokerOrderIdOf(clientOrderId),
    clientOrderId,
    symbol,
    side,
    quantity,
    status,
    filledQuantity,
    cause: typeof cause === 'string' ? cause : null,
  };
}

export function encodeExecution(account: string, execution: Execution): Item & Key {
  return {
    ...executionKey(account, execution.sequence),
    execution: JSON.stringify(execution),
    schemaVersion: SCHEMA_VERSION,
  };
}

export function decodeExecution(item: Item): VenueFill {
  const raw: Execution = JSON.parse(textOf(item, 'execution'));
  const { explanation } = raw;
  return {
    id: raw.id,
    sequence: sequenceText(raw.sequence),
    clientOrderId: raw.clientOrderId,
    symbol: raw.symbol,
    side: raw.side,
    quantity: new Decimal(raw.quantity),
    price: new Decimal(raw.price),
    fee: new Decimal(raw.fee),
    baseFee: new Decimal(raw.baseFee),
    otherFees: [],
    time: raw.time,
    explanation: {
      ...explanation,
      referencePrice: new Decimal(explanation.referencePrice),
      slippageBps: new Decimal(explanation.slippageBps),
      impactBps: new Decimal(explanation.impactBps),
      feeRate: new Decimal(explanation.feeRate),
    },
  };
}

function textOf(item: Item, name: string): string {
  const text = item[name];
  if (typeof text !== 'string') throw new Error(`a record of the simulated venue has no ${name}`);
  const version = item['schemaVersion'];
  if (version instanceof Decimal && version.eq(SCHEMA_VERSION)) return text;
  throw new Error(
    `a record of the simulated venue: received schema version ${String(version)}, expected ${SCHEMA_VERSION}`,
  );
}

function decimals(raw: Readonly<Record<string, Decimal>>): Readonly<Record<string, Decimal>> {
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, new Decimal(value)]));
}

function decimalOrNull(raw: Decimal | null): Decimal | null {
  return raw === null ? null : new Decimal(raw);
}
