import { createHmac } from 'node:crypto';
import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueCall } from './faults.ts';
import type { VenueCore } from './venue-core.ts';
import { isOver, type ModelExecution, type ModelOrder, type Refusal } from './venue-records.ts';
import type { FrontEnd, VenueAnswer, VenueRequest } from './venue-server.ts';

/** Bybit v5, unified account, spot: https://bybit-exchange.github.io/docs/v5/intro. */
export interface BybitFrontOptions {
  readonly venue: VenueCore;
  readonly apiKey: string;
  readonly secret: string;
  /** Canonical. */
  readonly symbol: string;
}

const CALLS: Readonly<Record<string, VenueCall>> = {
  'POST /v5/order/create': 'place',
  'POST /v5/order/cancel': 'cancel',
  'GET /v5/execution/list': 'fills',
  'GET /v5/account/wallet-balance': 'balance',
  'GET /v5/market/instruments-info': 'symbol',
};

const REFUSALS: Readonly<Record<Refusal, readonly [number, string]>> = {
  insufficient_funds: [170131, 'Insufficient balance.'],
  insufficient_position: [170131, 'Insufficient balance.'],
  invalid_order: [170134, 'Order price has too many decimals.'],
  market_closed: [170121, 'Invalid symbol.'],
  auth_failed: [10003, 'API key is invalid.'],
  liquidity: [170210, 'New order rejected.'],
  not_supported: [170115, 'Invalid order type.'],
  duplicate: [170141, 'Duplicate clientOrderId.'],
  unknown_order: [170213, 'Order does not exist.'],
};

const STATUSES: Readonly<Record<ModelOrder['status'], string>> = {
  working: 'New',
  held: 'Untriggered',
  pending_cancel: 'PendingCancel',
  filled: 'Filled',
  cancelled: 'Cancelled',
  rejected: 'Rejected',
  expired: 'Cancelled',
  replaced: 'Cancelled',
};

/** Orders by id and lists of them share two addresses; which it is, the query tells. */
export class BybitFront implements FrontEnd {
  readonly #options: BybitFrontOptions;

  constructor(options: BybitFrontOptions) {
    this.#options = options;
  }

  classify({ method, url }: VenueRequest): VenueCall {
    if (url.pathname === '/v5/order/realtime' || url.pathname === '/v5/order/history')
      return url.searchParams.has('orderId') || url.searchParams.has('orderLinkId') ? 'order' : 'open_orders';
    return CALLS[`${method} ${url.pathname}`] ?? 'other';
  }

  errorBody(status: number): unknown {
    return status === 429
      ? { retCode: 10006, retMsg: 'Too many visits!', result: {} }
      : { retCode: 10016, retMsg: 'Server error.', result: {} };
  }

  answer(request: VenueRequest): VenueAnswer {
    const { venue, symbol } = this.#options;
    const { url } = request;
    const call = this.classify(request);
    if (call === 'symbol') return ok({ category: 'spot', list: [instrument(symbol)] });
    if (!this.#isSigned(request))
      return refusal([10004, 'Error sign, please check your signature generation algorithm.']);
    venue.tick();
    switch (call) {
      case 'place':
        return this.#place(JSON.parse(request.body));
      case 'cancel':
        return this.#cancel(JSON.parse(request.body));
      case 'order':
        return ok({ list: this.#find(url).map((order) => this.#order(order)), nextPageCursor: '' });
      case 'open_orders':
        return this.#page(
          url,
          venue.orders.filter((order) => !isOver(order)).map((order) => this.#order(order)),
        );
      case 'fills':
        return this.#page(
          url,
          venue.executions.toReversed().map((execution) => this.#execution(execution)),
        );
      case 'balance':
        return ok({ list: [{ accountType: 'UNIFIED', coin: this.#coins() }] });
      default:
        return { status: 404, body: { retCode: 404, retMsg: 'not found' } };
    }
  }

  #isSigned({ method, url, headers, body }: VenueRequest): boolean {
    const { apiKey, secret } = this.#options;
    const stamp = `${headers['x-bapi-timestamp']}${apiKey}${headers['x-bapi-recv-window']}`;
    const text = stamp + (method === 'POST' ? body : decodeURIComponent(url.search.slice(1)));
    const isFresh = Math.abs(Date.now() - Number(headers['x-bapi-timestamp'])) <= 5_000;
    return isFresh && createHmac('sha256', secret).update(text).digest('hex') === headers['x-bapi-sign'];
  }

  #place(order: Record<string, string>): VenueAnswer {
    const answer = this.#options.venue.place({
      clientOrderId: order['orderLinkId'] ?? null,
      symbol: this.#options.symbol,
      side: order['side'] === 'Buy' ? 'buy' : 'sell',
      quantity: new Decimal(order['qty'] ?? '0'),
      type: order['orderType'] === 'Market' ? 'market' : 'limit',
      timeInForce: 'gtc',
      limitPrice: order['price'] === undefined ? null : new Decimal(order['price']),
      stopPrice: null,
      trailPct: null,
    });
    if (answer.kind === 'refused') return refusal(REFUSALS[answer.refusal]);
    return ok({ orderId: answer.order.id, orderLinkId: answer.order.clientOrderId });
  }

  #cancel({ orderId, orderLinkId }: Record<string, string>): VenueAnswer {
    const { venue } = this.#options;
    const id = orderId ?? venue.orderByClientId(orderLinkId ?? '')?.id ?? '';
    return venue.cancel(id) === 'requested' ? ok({ orderId: id, orderLinkId }) : refusal(REFUSALS.unknown_order);
  }

  /** Working ones stand in `realtime`, those that are over in `history`. */
  #find({ pathname, searchParams }: URL): readonly ModelOrder[] {
    const { venue } = this.#options;
    const id = searchParams.get('orderId');
    const order = id === null ? venue.orderByClientId(searchParams.get('orderLinkId') ?? '') : venue.order(id);
    return order !== null && isOver(order) === pathname.endsWith('history') ? [order] : [];
  }

  #page({ searchParams }: URL, all: readonly unknown[]): VenueAnswer {
    const limit = Number(searchParams.get('limit') ?? '20');
    const offset = Number(searchParams.get('cursor') ?? '0');
    const isLast = offset + limit >= all.length;
    return ok({ list: all.slice(offset, offset + limit), nextPageCursor: isLast ? '' : String(offset + limit) });
  }

  #order({ id, clientOrderId, side, quantity, filled, value, limitPrice, status, createdAt, updatedAt }: ModelOrder) {
    const isPart = filled.gt(0) && filled.lt(quantity);
    const part = status === 'working' ? 'PartiallyFilled' : 'PartiallyFilledCanceled';
    return {
      orderId: id,
      orderLinkId: clientOrderId ?? '',
      symbol: this.#options.symbol.replace('/', ''),
      price: (limitPrice ?? new Decimal(0)).toFixed(),
      qty: quantity.toFixed(),
      side: side === 'buy' ? 'Buy' : 'Sell',
      orderStatus: isPart && ['working', 'cancelled'].includes(status) ? part : STATUSES[status],
      orderType: limitPrice === null ? 'Market' : 'Limit',
      cumExecQty: filled.toFixed(),
      cumExecValue: value.toFixed(),
      marketUnit: 'baseCoin',
      timeInForce: 'GTC',
      createdTime: String(createdAt),
      updatedTime: String(updatedAt),
    };
  }

  #execution({ number, id, orderId, clientOrderId, side, quantity, price, fee, time }: ModelExecution) {
    return {
      symbol: this.#options.symbol.replace('/', ''),
      orderId,
      orderLinkId: clientOrderId ?? '',
      side: side === 'buy' ? 'Buy' : 'Sell',
      execId: id,
      execPrice: price.toFixed(),
      execQty: quantity.toFixed(),
      execFee: fee.toFixed(),
      feeCurrency: this.#options.symbol.split('/')[1],
      feeCoin: this.#options.symbol.split('/')[1],
      execType: 'Trade',
      execTime: String(time),
      isMaker: false,
      seq: number,
    };
  }

  #coins(): unknown {
    const { venue, symbol } = this.#options;
    const [base = '', quote = ''] = symbol.split('/');
    return [
      { coin: base, walletBalance: (venue.positions.get(symbol) ?? new Decimal(0)).toFixed(), locked: '0' },
      { coin: quote, walletBalance: venue.cash(quote).toFixed(), locked: '0' },
    ];
  }
}

function instrument(symbol: string): unknown {
  const [baseCoin, quoteCoin] = symbol.split('/');
  return {
    symbol: `${baseCoin}${quoteCoin}`,
    baseCoin,
    quoteCoin,
    status: 'Trading',
    lotSizeFilter: { basePrecision: '0.000000001', quotePrecision: '0.00000001', minOrderQty: '0.000000001' },
    priceFilter: { tickSize: '0.00000001' },
  };
}

function ok(result: unknown): VenueAnswer {
  return { status: 200, body: { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: Date.now() } };
}

function refusal([retCode, retMsg]: readonly [number, string]): VenueAnswer {
  return { status: 200, body: { retCode, retMsg, result: {}, retExtInfo: {}, time: Date.now() } };
}
