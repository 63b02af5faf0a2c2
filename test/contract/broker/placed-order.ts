import type { Broker, PlaceOrderRequest, SentOrder, VenueFill } from '#application/ports/broker.ts';
import type { OrderTerms } from '#domain/orders/order-terms.ts';
import { d, T0 } from '../../support/builders.ts';
import { someTerms } from '../../support/venue-desk.ts';
import type { Conformance, ConformanceDesk } from './conformance-desk.ts';

/** 32 hex digits, as ours are. */
export const idOf = (number: number): string => number.toString(16).padStart(32, 'c0de');

export const MARKET_GTC: OrderTerms = someTerms({ type: 'market' });
export const limitAt = (limit: string | number): OrderTerms => someTerms({ type: 'limit', limit });

/** A buy of one at a limit of 100, where nothing else is asked for. */
export function aRequest(
  { traits }: Conformance,
  number: number,
  changes: Partial<PlaceOrderRequest> = {},
): PlaceOrderRequest {
  return {
    clientOrderId: idOf(number),
    symbol: traits.symbol,
    side: 'buy',
    quantity: d(1),
    terms: limitAt(100),
    ...changes,
  };
}

/** The order as it is asked for later; sent at a time of our clock, which is not the venue's. */
export function sent(request: PlaceOrderRequest, brokerOrderId: string | null = null): SentOrder {
  return { ...request, brokerOrderId, sentAt: T0 };
}

/** Places an order that the venue accepts. */
export async function accepted(broker: Broker, request: PlaceOrderRequest): Promise<SentOrder> {
  const outcome = await broker.placeOrder(request);
  if (outcome.kind !== 'accepted') throw new Error(`place: received ${JSON.stringify(outcome)}, expected accepted`);
  return sent(request, outcome.brokerOrderId);
}

/** Everything that `listFills` tells, from a cursor on, until nothing is new; each fill once, as the ledger takes them. */
export async function collectFills(
  { broker }: ConformanceDesk,
  orders: readonly SentOrder[],
  from: string | null = null,
): Promise<{ readonly fills: readonly VenueFill[]; readonly cursor: string | null }> {
  const fills = new Map<string, VenueFill>();
  let cursor = from;
  for (;;) {
    const page = await broker.listFills(cursor, orders);
    for (const fill of page.fills) fills.set(`${fill.symbol}#${fill.id}`, fill);
    if (page.cursor === cursor) return { fills: [...fills.values()], cursor };
    cursor = page.cursor;
  }
}

export function summary(fills: readonly VenueFill[]): unknown[] {
  return fills.map(({ clientOrderId, side, quantity, price }) => [
    clientOrderId,
    side,
    quantity.toFixed(),
    price.toFixed(),
  ]);
}
