import { createHash, createHmac } from 'node:crypto';
import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueCall } from './faults.ts';
import type { VenueCore } from './venue-core.ts';
import { isOver, type ModelOrder, type Refusal } from './venue-records.ts';
import type { FrontEnd, VenueAnswer, VenueRequest } from './venue-server.ts';

/** Kraken spot REST: https://docs.kraken.com/api/docs/rest-api. */
export interface KrakenFrontOptions {
  readonly venue: VenueCore;
  readonly apiKey: string;
  /** Base64. */
  readonly secret: string;
  /** Canonical, quoted in USD: only its codes are known here. */
  readonly symbol: 'BTC/USD';
}

const CALLS: Readonly<Record<string, VenueCall>> = {
  '/0/private/AddOrder': 'place',
  '/0/private/CancelOrder': 'cancel',
  '/0/private/CancelAllOrdersAfter': 'timer',
  '/0/private/OpenOrders': 'open_orders',
  '/0/private/ClosedOrders': 'order',
  '/0/private/QueryOrders': 'order',
  '/0/private/TradesHistory': 'fills',
  '/0/private/BalanceEx': 'balance',
  '/0/public/AssetPairs': 'symbol',
};

const PAGE = 50;

const REFUSALS: Readonly<Record<Refusal, string>> = {
  insufficient_funds: 'EOrder:Insufficient funds',
  insufficient_position: 'EOrder:Insufficient funds',
  invalid_order: 'EOrder:Invalid price:Invalid price argument',
  market_closed: 'EService:Market in cancel_only mode',
  auth_failed: 'EAPI:Invalid key',
  liquidity: 'EOrder:Order minimum not met',
  not_supported: 'EGeneral:Invalid arguments:ordertype',
  duplicate: 'EOrder:cl_ord_id already exists',
  unknown_order: 'EOrder:Unknown order',
};

const STATUSES: Readonly<Record<ModelOrder['status'], string>> = {
  working: 'open',
  held: 'pending',
  pending_cancel: 'open',
  filled: 'closed',
  cancelled: 'canceled',
  rejected: 'canceled',
  expired: 'expired',
  replaced: 'canceled',
};

/** Signature and rising nonces are checked as the venue does. */
export class KrakenFront implements FrontEnd {
  readonly #options: KrakenFrontOptions;
  #nonce = 0;

  constructor(options: KrakenFrontOptions) {
    this.#options = options;
  }

  classify({ url, body }: VenueRequest): VenueCall {
    const call = CALLS[url.pathname] ?? 'other';
    return call === 'open_orders' && new URLSearchParams(body).has('cl_ord_id') ? 'order' : call;
  }

  errorBody(status: number): unknown {
    return { error: [status === 429 ? 'EAPI:Rate limit exceeded' : 'EGeneral:Internal error'] };
  }

  answer(request: VenueRequest): VenueAnswer {
    const { venue } = this.#options;
    if (request.url.pathname === '/0/public/AssetPairs') return ok({ XXBTZUSD: PAIR });
    const query = new URLSearchParams(request.body);
    const fault = this.#authFault(request, Number(query.get('nonce')));
    if (fault !== null) return refusal(fault);
    venue.tick();
    switch (request.url.pathname) {
      case '/0/private/AddOrder':
        return this.#place(query);
      case '/0/private/CancelOrder':
        return this.#cancel(query);
      case '/0/private/CancelAllOrdersAfter':
        return this.#setTimer(Number(query.get('timeout') ?? '0'));
      case '/0/private/OpenOrders':
        return ok({ open: this.#list(query, (order) => !isOver(order)) });
      case '/0/private/ClosedOrders':
        return ok({ closed: this.#list(query, isOver), count: 0 });
      case '/0/private/QueryOrders':
        return this.#query(query.get('txid') ?? '');
      case '/0/private/TradesHistory':
        return this.#trades(query);
      default:
        return ok(this.#balances());
    }
  }

  #authFault({ url, headers, body }: VenueRequest, nonce: number): string | null {
    const { apiKey, secret } = this.#options;
    const digest = createHash('sha256').update(`${nonce}${body}`).digest();
    const signed = createHmac('sha512', Buffer.from(secret, 'base64')).update(url.pathname).update(digest);
    if (headers['api-key'] !== apiKey) return 'EAPI:Invalid key';
    if (signed.digest('base64') !== headers['api-sign']) return 'EAPI:Invalid signature';
    if (nonce <= this.#nonce) return 'EAPI:Invalid nonce';
    this.#nonce = nonce;
    return null;
  }

  #place(query: URLSearchParams): VenueAnswer {
    const price = query.get('price');
    const type = query.get('ordertype');
    const answer = this.#options.venue.place({
      clientOrderId: query.get('cl_ord_id'),
      symbol: this.#options.symbol,
      side: query.get('type') === 'sell' ? 'sell' : 'buy',
      quantity: new Decimal(query.get('volume') ?? '0'),
      type: type === 'limit' ? 'limit' : type === 'market' ? 'market' : 'stop',
      timeInForce: 'gtc',
      limitPrice: type === 'limit' && price !== null ? new Decimal(price) : null,
      stopPrice: type !== 'limit' && price !== null ? new Decimal(price) : null,
      trailPct: null,
    });
    if (answer.kind === 'refused') return refusal(REFUSALS[answer.refusal]);
    return ok({
      descr: { order: `${query.get('type')} ${query.get('volume')} XBTUSD @ ${type}` },
      txid: [answer.order.id],
    });
  }

  #cancel(query: URLSearchParams): VenueAnswer {
    const { venue } = this.#options;
    const id = query.get('txid') ?? venue.orderByClientId(query.get('cl_ord_id') ?? '')?.id ?? '';
    return venue.cancel(id) === 'requested' ? ok({ count: 1 }) : refusal(REFUSALS.unknown_order);
  }

  #setTimer(seconds: number): VenueAnswer {
    const { venue } = this.#options;
    venue.cancelAllAfter(seconds * 1_000);
    const [currentTime, triggerTime] = [0, seconds].map((after) => new Date(venue.now + after * 1_000).toISOString());
    return ok({ currentTime, triggerTime });
  }

  #list(query: URLSearchParams, isListed: (order: ModelOrder) => boolean): unknown {
    const id = query.get('cl_ord_id');
    const listed = this.#options.venue.orders.filter(
      (order) => isListed(order) && (id === null || order.clientOrderId === id),
    );
    return Object.fromEntries(listed.map((order) => [order.id, this.#order(order)]));
  }

  #query(txid: string): VenueAnswer {
    const order = this.#options.venue.order(txid);
    return order === null ? refusal(REFUSALS.unknown_order) : ok({ [txid]: this.#order(order) });
  }

  #trades(query: URLSearchParams): VenueAnswer {
    const since = Number(query.get('start') ?? '0') * 1_000;
    const offset = Number(query.get('ofs') ?? '0');
    const listed = this.#options.venue.executions.filter(({ time }) => time > since).toReversed();
    const page = listed
      .slice(offset, offset + PAGE)
      .map(({ id, number, orderId, side, price, quantity, fee, time }) => [
        id,
        {
          ordertxid: orderId,
          pair: 'XXBTZUSD',
          time: time / 1_000,
          type: side,
          ordertype: 'limit',
          price: price.toFixed(),
          cost: price.times(quantity).toFixed(),
          fee: fee.toFixed(),
          vol: quantity.toFixed(),
          trade_id: number,
          maker: false,
        },
      ]);
    return ok({ trades: Object.fromEntries(page), count: listed.length });
  }

  #order({ clientOrderId, side, quantity, filled, value, limitPrice, stopPrice, status, createdAt }: ModelOrder) {
    const price = limitPrice ?? stopPrice ?? new Decimal(0);
    const ordertype = limitPrice === null ? (stopPrice === null ? 'market' : 'stop-loss') : 'limit';
    return {
      refid: null,
      userref: null,
      cl_ord_id: clientOrderId,
      status: STATUSES[status],
      opentm: createdAt / 1_000,
      descr: { pair: 'XBTUSD', type: side, ordertype, price: price.toFixed(), price2: '0' },
      vol: quantity.toFixed(),
      vol_exec: filled.toFixed(),
      cost: value.toFixed(),
      fee: '0',
      price: '0',
      oflags: 'fciq',
      trades: [],
    };
  }

  #balances(): unknown {
    const { venue, symbol } = this.#options;
    return {
      XXBT: { balance: (venue.positions.get(symbol) ?? new Decimal(0)).toFixed(), hold_trade: '0' },
      ZUSD: { balance: venue.cash('USD').toFixed(), hold_trade: '0' },
    };
  }
}

const PAIR = {
  altname: 'XBTUSD',
  wsname: 'XBT/USD',
  base: 'XXBT',
  quote: 'ZUSD',
  pair_decimals: 8,
  lot_decimals: 9,
  ordermin: '0.000000001',
  status: 'online',
  fees: [[0, 0.4]],
  fees_maker: [[0, 0.25]],
  leverage_buy: [],
};

function ok(result: unknown): VenueAnswer {
  return { status: 200, body: { error: [], result } };
}

function refusal(word: string): VenueAnswer {
  return { status: 200, body: { error: [word] } };
}
