import { createHmac } from 'node:crypto';
import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueCall } from './faults.ts';
import type { VenueCore } from './venue-core.ts';
import type { ModelExecution, ModelOrder, ModelOrderRequest, Refusal } from './venue-records.ts';
import type { FrontEnd, VenueAnswer, VenueRequest } from './venue-server.ts';

/** Binance spot or USDⓈ-M futures, as their REST documentation words it: https://developers.binance.com/docs. */
export interface BinanceFrontOptions {
  readonly venue: VenueCore;
  readonly apiKey: string;
  readonly secret: string;
  /** Canonical. */
  readonly symbol: string;
  /** @default 'spot' */
  readonly wire?: 'spot' | 'futures';
  /** In which currency its fees are told, and how many of it one unit of the quote currency is. @default the quote currency */
  readonly feeIn?: { readonly currency: string; readonly rate: string };
}

const RECV_WINDOW = 5_000;

type BinanceError = readonly [status: number, code: number, msg: string];

const REFUSALS: Readonly<Record<Refusal, BinanceError>> = {
  insufficient_funds: [400, -2010, 'Account has insufficient balance for requested action.'],
  insufficient_position: [400, -2010, 'Account has insufficient balance for requested action.'],
  invalid_order: [400, -1013, 'Filter failure: PRICE_FILTER'],
  market_closed: [400, -1013, 'Market is closed.'],
  auth_failed: [401, -2015, 'Invalid API-key, IP, or permissions for action.'],
  liquidity: [400, -2010, 'No orders on opposite side of book.'],
  not_supported: [400, -1116, 'Invalid orderType.'],
  duplicate: [400, -2010, 'Duplicate order sent.'],
  unknown_order: [400, -2013, 'Order does not exist.'],
};

const CALLS: Readonly<Record<string, VenueCall>> = {
  'POST /api/v3/order': 'place',
  'DELETE /api/v3/order': 'cancel',
  'GET /api/v3/order': 'order',
  'GET /api/v3/openOrders': 'open_orders',
  'GET /api/v3/myTrades': 'fills',
  'GET /api/v3/account': 'balance',
  'GET /api/v3/exchangeInfo': 'symbol',
  'GET /api/v3/time': 'clock',
  'POST /fapi/v1/order': 'place',
  'DELETE /fapi/v1/order': 'cancel',
  'GET /fapi/v1/order': 'order',
  'POST /fapi/v1/countdownCancelAll': 'timer',
  'GET /fapi/v1/openOrders': 'open_orders',
  'GET /fapi/v1/userTrades': 'fills',
  'GET /fapi/v3/account': 'balance',
  'GET /fapi/v3/positionRisk': 'positions',
  'GET /fapi/v1/exchangeInfo': 'symbol',
};

const STATUSES: Readonly<Record<ModelOrder['status'], string>> = {
  working: 'NEW',
  held: 'PENDING_NEW',
  pending_cancel: 'NEW',
  filled: 'FILLED',
  cancelled: 'CANCELED',
  rejected: 'REJECTED',
  expired: 'EXPIRED',
  replaced: 'CANCELED',
};

/** The market as `exchangeInfo` tells it: steps of 10^-9 and 10^-8. */
export function binanceMarket(symbol: string, wire: 'spot' | 'futures' = 'spot'): unknown {
  const [baseAsset, quoteAsset] = symbol.split('/');
  return {
    symbol: `${baseAsset}${quoteAsset}`,
    status: 'TRADING',
    baseAsset,
    baseAssetPrecision: 9,
    quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT'],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: '0.00000001',
        maxPrice: '1000000000000.00000000',
        tickSize: '0.00000001',
      },
      { filterType: 'LOT_SIZE', minQty: '0.000000001', maxQty: '9000000000.00000000', stepSize: '0.000000001' },
    ],
    ...(wire === 'spot' ? { permissions: ['SPOT'] } : { contractType: 'PERPETUAL', marginAsset: quoteAsset }),
  };
}

/** Signature, time window and key are checked as the venue does. */
export class BinanceFront implements FrontEnd {
  readonly #options: BinanceFrontOptions;

  constructor(options: BinanceFrontOptions) {
    this.#options = options;
  }

  classify({ method, url }: VenueRequest): VenueCall {
    return CALLS[`${method} ${url.pathname}`] ?? 'other';
  }

  errorBody(status: number): unknown {
    return status === 429
      ? { code: -1003, msg: 'Too much request weight used.' }
      : { code: -1000, msg: 'An unknown error occurred while processing the request.' };
  }

  answer(request: VenueRequest): VenueAnswer {
    const { venue, symbol } = this.#options;
    const call = this.classify(request);
    if (call === 'clock') return ok({ serverTime: Date.now() });
    if (call === 'symbol') return ok({ timezone: 'UTC', symbols: [binanceMarket(symbol, this.#options.wire)] });
    const fault = this.#authFault(request);
    if (fault !== null) return refusal(fault);
    venue.tick();
    const query = new URLSearchParams(request.method === 'POST' ? request.body : request.url.search);
    switch (call) {
      case 'place':
        return this.#place(query);
      case 'order':
      case 'cancel':
        return this.#onOrder(query, call);
      case 'open_orders':
        return ok(venue.orders.filter(({ status }) => STATUSES[status] === 'NEW').map((order) => this.#order(order)));
      case 'fills':
        return this.#trades(query);
      case 'balance':
        return this.#options.wire === 'futures'
          ? ok({ assets: this.#assets(), positions: this.#positions() })
          : ok({ makerCommission: 10, balances: this.#balances() });
      case 'positions':
        return ok(this.#positions());
      case 'timer':
        return this.#setTimer(query);
      default:
        return { status: 404, body: { code: -1, msg: 'Not found' } };
    }
  }

  #authFault({ method, url, headers, body }: VenueRequest): BinanceError | null {
    const { apiKey, secret } = this.#options;
    const text = method === 'POST' ? body : url.search.slice(1);
    const [signed = '', signature = ''] = text.split('&signature=');
    if (headers['x-mbx-apikey'] !== apiKey) return REFUSALS.auth_failed;
    if (createHmac('sha256', secret).update(signed).digest('hex') !== signature)
      return [400, -1022, 'Signature for this request is not valid.'];
    const sent = Number(new URLSearchParams(signed).get('timestamp'));
    if (Math.abs(Date.now() - sent) > RECV_WINDOW)
      return [400, -1021, 'Timestamp for this request is outside of the recvWindow.'];
    return null;
  }

  #setTimer(query: URLSearchParams): VenueAnswer {
    const { symbol, venue } = this.#options;
    const countdownTime = query.get('countdownTime') ?? '';
    if (query.get('symbol') !== symbol.replace('/', '')) return refusal([400, -1121, 'Invalid symbol.']);
    if (!/^\d+$/.test(countdownTime)) return refusal([400, -1102, 'Mandatory parameter countdownTime was not sent.']);
    venue.cancelAllAfter(Number(countdownTime));
    return ok({ symbol: query.get('symbol'), countdownTime });
  }

  #place(query: URLSearchParams): VenueAnswer {
    const answer = this.#options.venue.place(this.#toRequest(query));
    if (answer.kind === 'refused') return refusal(REFUSALS[answer.refusal]);
    return ok({ ...this.#order(answer.order), transactTime: answer.order.createdAt, fills: [] });
  }

  #toRequest(query: URLSearchParams): ModelOrderRequest {
    const type = query.get('type') ?? '';
    const price = query.get('price');
    const stop = query.get('stopPrice');
    const types = {
      LIMIT: 'limit',
      LIMIT_MAKER: 'limit',
      MARKET: 'market',
      STOP_LOSS: 'stop',
      STOP_LOSS_LIMIT: 'stop_limit',
    };
    return {
      clientOrderId: query.get('newClientOrderId'),
      symbol: this.#options.symbol,
      side: query.get('side') === 'BUY' ? 'buy' : 'sell',
      quantity: new Decimal(query.get('quantity') ?? '0'),
      type: types[type as keyof typeof types] as ModelOrderRequest['type'],
      timeInForce: (query.get('timeInForce') ?? 'GTC').toLowerCase() as ModelOrderRequest['timeInForce'],
      limitPrice: price === null ? null : new Decimal(price),
      stopPrice: stop === null ? null : new Decimal(stop),
      trailPct: null,
    };
  }

  #onOrder(query: URLSearchParams, call: 'order' | 'cancel'): VenueAnswer {
    const { venue } = this.#options;
    const id = query.get('orderId');
    const order = id === null ? venue.orderByClientId(query.get('origClientOrderId') ?? '') : venue.order(id);
    if (call === 'order') return order === null ? refusal(REFUSALS.unknown_order) : ok(this.#order(order));
    if (order === null || venue.cancel(order.id) !== 'requested') return refusal([400, -2011, 'Unknown order sent.']);
    return ok({ ...this.#order(order), origClientOrderId: order.clientOrderId, clientOrderId: 'cancel-of-it' });
  }

  #trades(query: URLSearchParams): VenueAnswer {
    const limit = Number(query.get('limit') ?? '500');
    const from = query.get('fromId');
    const listed = this.#options.venue.executions.filter(({ number }) => from === null || number >= Number(from));
    const page = from === null ? listed.slice(-limit) : listed.slice(0, limit);
    return ok(page.map((execution) => this.#trade(execution)));
  }

  #order({ id, clientOrderId, side, quantity, filled, value, limitPrice, stopPrice, status, ...order }: ModelOrder) {
    return {
      symbol: this.#options.symbol.replace('/', ''),
      orderId: id,
      orderListId: -1,
      clientOrderId,
      price: (limitPrice ?? new Decimal(0)).toFixed(8),
      origQty: quantity.toFixed(9),
      executedQty: filled.toFixed(9),
      cummulativeQuoteQty: value.toFixed(8),
      cumQuote: value.toFixed(8),
      status: filled.gt(0) && status === 'working' ? 'PARTIALLY_FILLED' : STATUSES[status],
      timeInForce: 'GTC',
      type: limitPrice === null ? 'MARKET' : 'LIMIT',
      side: side.toUpperCase(),
      stopPrice: (stopPrice ?? new Decimal(0)).toFixed(8),
      time: order.createdAt,
      updateTime: order.updatedAt,
      isWorking: true,
    };
  }

  #trade({ number, orderId, price, quantity, fee, side, time }: ModelExecution) {
    const { symbol, feeIn } = this.#options;
    return {
      symbol: symbol.replace('/', ''),
      id: number,
      orderId,
      price: price.toFixed(8),
      qty: quantity.toFixed(9),
      quoteQty: quantity.times(price).toFixed(8),
      commission: (feeIn === undefined ? fee : fee.times(feeIn.rate)).toFixed(),
      commissionAsset: feeIn?.currency ?? symbol.split('/')[1],
      time,
      isBuyer: side === 'buy',
      side: side.toUpperCase(),
      isMaker: false,
      isBestMatch: true,
    };
  }

  /** Futures: equity, of which the contracts are at a mark of 100. */
  #assets(): unknown {
    const { venue, symbol } = this.#options;
    const asset = symbol.split('/')[1] ?? '';
    const held = venue.positions.get(symbol) ?? new Decimal(0);
    const marginBalance = venue.cash(asset).plus(held.times(100)).toFixed();
    return [
      { asset, walletBalance: marginBalance, marginBalance, availableBalance: marginBalance, initialMargin: '0' },
    ];
  }

  #positions(): unknown {
    const { venue, symbol } = this.#options;
    const held = venue.positions.get(symbol) ?? new Decimal(0);
    const common = { entryPrice: '100.0', breakEvenPrice: '100.0', markPrice: '100.0', unRealizedProfit: '0.0' };
    const margins = {
      isolatedMargin: '0',
      notional: held.times(100).toFixed(),
      isolatedWallet: '0',
      initialMargin: '1',
    };
    return held.isZero()
      ? []
      : [
          {
            symbol: symbol.replace('/', ''),
            positionSide: 'BOTH',
            positionAmt: held.toFixed(),
            liquidationPrice: '0',
            marginAsset: 'USDT',
            maintMargin: '0',
            updateTime: venue.now,
            ...common,
            ...margins,
          },
        ];
  }

  #balances(): unknown {
    const { venue, symbol } = this.#options;
    const [base = '', quote = ''] = symbol.split('/');
    const held = venue.positions.get(symbol) ?? new Decimal(0);
    return [
      { asset: base, free: held.toFixed(), locked: '0.00000000' },
      { asset: quote, free: venue.cash(quote).toFixed(), locked: '0.00000000' },
    ];
  }
}

function ok(body: unknown): VenueAnswer {
  return { status: 200, body };
}

function refusal([status, code, msg]: BinanceError): VenueAnswer {
  return { status, body: { code, msg } };
}
