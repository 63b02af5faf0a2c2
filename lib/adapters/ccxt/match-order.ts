import * as z from 'zod/mini';
import type { SentOrder, VenueOrder, VenueOrderStatus } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { type Decimal, ZERO } from '#domain/shared/decimal.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { type CcxtOrder, type CcxtTrade, ccxtOrder } from './ccxt-schemas.ts';
import type { ExchangeSession } from './exchange-session.ts';
import { tradesSince } from './trade-pages.ts';

/** The venue's clock may be behind ours by so much; more would match orders of before. */
const SKEW = 5 * SECOND;
/** An order that is neither open nor traded is looked for again: the venue's lists are not of one moment. */
const LOOKS = [0, 1 * SECOND];

type Traded = Pick<CcxtTrade, 'side' | 'price' | 'amount' | 'timestamp'>;

/** Whether an execution can be of an order: its side, no worse than its limit, no more than its quantity, after it was sent. */
export function isPossible(
  { side, price, amount, timestamp }: Traded,
  { terms, quantity, ...order }: SentOrder,
): boolean {
  const limit = terms.limitPrice;
  const isInLimit = limit === null || (side === 'buy' ? price.lte(limit) : price.gte(limit));
  return side === order.side && isInLimit && amount.lte(quantity) && timestamp >= order.sentAt - SKEW;
}

/**
 * An order at a venue that keeps neither client ids nor orders that are over: looked for among those that work, then among the executions. What
 * could be more than one thing is nothing that is known.
 *
 * @throws {BrokerError} when it is not certain which it is, so that an unknown outcome stays parked.
 */
export async function matchOrder(session: ExchangeSession, order: SentOrder): Promise<VenueOrder | null> {
  let traded = ZERO;
  for (const wait of LOOKS) {
    if (wait > 0) await session.sleep(wait);
    const open = await findOpen(session, order);
    if (open !== null) return toVenueOrder(order, open.id, 'working', leftOf(order, open));
    traded = await sumTraded(session, order);
    if (traded.gte(order.quantity)) break;
  }
  return order.brokerOrderId === null ? byTrades(order, traded) : afterItsEnd(order, order.brokerOrderId, traded);
}

async function findOpen(session: ExchangeSession, order: SentOrder): Promise<CcxtOrder | null> {
  const { value } = await session.read({
    name: 'open orders',
    call: (exchange) => exchange.fetchOpenOrders(session.venueSymbol(order.symbol)),
    schema: z.array(ccxtOrder),
    list: session.facts.openOrders.list,
  });
  if (order.brokerOrderId !== null) return value.find(({ id }) => id === order.brokerOrderId) ?? null;
  const alike = value.filter((open) => isAlike(open, order));
  if (alike.length > 1) throw ambiguous(order, `${alike.length} open orders that are alike`);
  return alike[0] ?? null;
}

function isAlike({ side, price, amount, timestamp }: CcxtOrder, { terms, quantity, ...order }: SentOrder): boolean {
  const hasPrice = price !== null && price !== undefined && terms.limitPrice?.eq(price) === true;
  return side === order.side && hasPrice && amount.lte(quantity) && (timestamp ?? 0) >= order.sentAt - SKEW;
}

async function sumTraded(session: ExchangeSession, order: SentOrder): Promise<Decimal> {
  const from = { id: null, time: Math.max(0, order.sentAt - SKEW), seen: [] };
  const trades = await tradesSince(session, order.symbol, from, () => order.sentAt);
  return trades.filter((trade) => isPossible(trade, order)).reduce((sum, { amount }) => sum.plus(amount), ZERO);
}

function byTrades(order: SentOrder, traded: Decimal): VenueOrder | null {
  if (traded.isZero()) return null;
  if (!traded.eq(order.quantity)) throw ambiguous(order, `executions of ${traded} that may be its own`);
  return toVenueOrder(order, `matched-${order.clientOrderId}`, 'filled', traded);
}

/** It worked once and does no more: what it has not traded has been cancelled. */
function afterItsEnd(order: SentOrder, brokerOrderId: string, traded: Decimal): VenueOrder {
  const filled = traded.gte(order.quantity) ? order.quantity : traded;
  return toVenueOrder(order, brokerOrderId, filled.eq(order.quantity) ? 'filled' : 'cancelled', filled);
}

/** An open order tells what is left of it. */
function leftOf({ quantity }: SentOrder, { amount }: CcxtOrder): Decimal {
  return quantity.gt(amount) ? quantity.minus(amount) : ZERO;
}

function toVenueOrder(
  order: SentOrder,
  brokerOrderId: string,
  status: VenueOrderStatus,
  filledQuantity: Decimal,
): VenueOrder {
  const { symbol, side, quantity } = order;
  const cause = status === 'cancelled' ? 'gone from the open orders' : null;
  return { brokerOrderId, clientOrderId: null, symbol, side, quantity, status, filledQuantity, cause };
}

function ambiguous({ clientOrderId }: SentOrder, received: string): BrokerError {
  return new BrokerError('UNREADABLE', `order ${clientOrderId}: received ${received}, expected one match or none`);
}
