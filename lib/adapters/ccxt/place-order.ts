import * as z from 'zod/mini';
import type { PlaceOrderOutcome, PlaceOrderRequest } from '#application/ports/broker.ts';
import { BrokerError, type BrokerErrorCode } from '#application/ports/broker-error.ts';
import { acknowledgement, type CcxtMarket, orderBook } from './ccxt-schemas.ts';
import type { Failure } from './classify-failure.ts';
import type { ExchangeSession } from './exchange-session.ts';
import { type OrderArguments, type Refusal, refuseAmounts, refuseTerms, toArguments } from './order-request.ts';

/** One order, sent once. What must be known of its market is read before, so that a failure there is no failure of the order. */
export async function placeOrder(session: ExchangeSession, request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
  const prepared = await prepare(session, request).catch(notSent);
  if (prepared.kind !== 'ready') return prepared;
  const { symbol, type, side, amount, price, params } = prepared.order;
  const attempt = await session.attempt((exchange) => exchange.createOrder(symbol, type, side, amount, price, params));
  if (!attempt.ok) return outcomeOf(attempt.failure, request, session.facts.isLinear);
  const answer = z.safeParse(acknowledgement, attempt.value);
  const id = answer.success ? (answer.data.id ?? '') : '';
  return id === ''
    ? { kind: 'unknown', cause: 'UNREADABLE: received an answer without an order id, expected one' }
    : { kind: 'accepted', brokerOrderId: id };
}

type Prepared = { readonly kind: 'ready'; readonly order: OrderArguments } | PlaceOrderOutcome;

async function prepare(session: ExchangeSession, request: PlaceOrderRequest): Promise<Prepared> {
  const { facts } = session;
  const unable = refuseTerms(request, facts);
  if (unable !== null) return rejected(unable);
  const market = await session.market(request.symbol);
  if (market.contractSize && !market.contractSize.eq(1)) return rejected(otherContracts(request.symbol, market));
  const refusal = refuseAmounts(request, market, session.exchange, facts);
  if (refusal !== null) return rejected(refusal);
  const order = toArguments(request, facts, session.encodeClientId(request.clientOrderId), market.symbol);
  return { kind: 'ready', order: await withMarketPrice(session, order) };
}

/** The price from which the exchange's client takes a limit beyond it: of a stop its own, else the best on the other side of the book. */
async function withMarketPrice(session: ExchangeSession, order: OrderArguments): Promise<OrderArguments> {
  const { needsMarketPrice, stopParam } = session.facts;
  if (!needsMarketPrice || order.type !== 'market') return order;
  const stop = stopParam === null ? undefined : order.params[stopParam];
  if (typeof stop === 'string') return { ...order, price: stop };
  const { value } = await session.read({
    name: 'order book',
    call: (exchange) => exchange.fetchOrderBook(order.symbol),
    schema: orderBook,
    list: null,
  });
  const best = (order.side === 'buy' ? value.asks : value.bids)[0]?.[0];
  if (best === undefined) throw new BrokerError('LIQUIDITY', 'order book: received an empty side, expected a price');
  return { ...order, price: best.toFixed() };
}

/** Of such a contract a quantity is a number of pieces, of another size than the unit that the ledger counts. */
function otherContracts(symbol: string, { contractSize }: CcxtMarket): Refusal {
  return { code: 'NOT_SUPPORTED', cause: `${symbol}: received a contract size of ${contractSize}, expected 1` };
}

/** Nothing of the order has left: the markets, or a price, could not be read. */
function notSent(error: unknown): PlaceOrderOutcome {
  if (!(error instanceof BrokerError)) throw error;
  const { code, message, retryAfter } = error;
  if (code === 'NOT_SUPPORTED' || code === 'LIQUIDITY') return { kind: 'rejected', code, cause: message };
  return { kind: 'not_sent', code, cause: message, retryAfter };
}

function rejected({ code, cause }: Refusal): PlaceOrderOutcome {
  return { kind: 'rejected', code, cause };
}

function outcomeOf(failure: Failure, { side }: PlaceOrderRequest, isLinear: boolean): PlaceOrderOutcome {
  const { certainty, code, words, retryAfter } = failure;
  switch (certainty) {
    case 'not_taken_up':
      return { kind: 'not_sent', code, cause: words, retryAfter };
    case 'uncertain':
      return { kind: 'unknown', cause: `${code}: ${words}` };
    case 'refused':
      return code === 'DUPLICATE_CLIENT_ORDER_ID'
        ? { kind: 'duplicate' }
        : { kind: 'rejected', code: whatLacks(code, side, isLinear), cause: words };
  }
}

/** Of a contract margin, for a sale what is held, for a purchase money: exchanges have one word for them. */
function whatLacks(code: BrokerErrorCode, side: string, isLinear: boolean): BrokerErrorCode {
  if (code !== 'INSUFFICIENT_FUNDS') return code;
  if (isLinear) return 'INSUFFICIENT_MARGIN';
  return side === 'sell' ? 'INSUFFICIENT_POSITION' : code;
}
