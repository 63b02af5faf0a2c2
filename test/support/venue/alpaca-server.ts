import { activityId, activityJson, amount, type NumberStyle, orderJson } from './alpaca-json.ts';
import { placeAlpaca, refused, replaceAlpaca } from './alpaca-order-entry.ts';
import type { VenueCall } from './faults.ts';
import type { VenueCore } from './venue-core.ts';
import { isOver, type ModelExecution, type ModelOrder, type PlaceAnswer } from './venue-records.ts';
import type { FrontEnd, VenueAnswer, VenueRequest } from './venue-server.ts';

export interface AlpacaServerOptions {
  readonly keyId: string;
  readonly secretKey: string;
  /** @default 'mixed' */
  readonly numbers?: NumberStyle;
  /** What moved cash without a trade, in Alpaca's JSON, the newest first; `null`: it has no such list. */
  readonly movements?: { list: unknown[] | null };
}

type Route = readonly [
  method: string,
  path: RegExp,
  call: VenueCall,
  answer: (match: RegExpExecArray, request: VenueRequest) => VenueAnswer,
];

const ORDER_PATH = /^\/v2\/orders\/([^/]+)$/;

/** Alpaca's trading REST in front of a venue in memory. */
export class AlpacaServer implements FrontEnd {
  readonly #core: VenueCore;
  readonly #options: AlpacaServerOptions;
  readonly #style: NumberStyle;
  readonly #routes: readonly Route[];

  constructor(core: VenueCore, options: AlpacaServerOptions) {
    this.#core = core;
    this.#options = options;
    this.#style = options.numbers ?? 'mixed';
    this.#routes = [
      ['POST', /^\/v2\/orders$/, 'place', (_match, { body }) => this.#entered(placeAlpaca(core, body))],
      ['PATCH', ORDER_PATH, 'replace', ([, id], { body }) => this.#entered(replaceAlpaca(core, id ?? '', body))],
      ['DELETE', ORDER_PATH, 'cancel', ([, id]) => this.#cancel(id ?? '')],
      ['DELETE', /^\/v2\/orders$/, 'cancel', () => this.#cancelAll()],
      [
        'GET',
        /^\/v2\/orders:by_client_order_id$/,
        'order',
        (_match, { url }) => this.#found(core.orderByClientId(url.searchParams.get('client_order_id') ?? ''), false),
      ],
      ['GET', ORDER_PATH, 'order', ([, id], { url }) => this.#found(core.order(id ?? ''), isNested(url))],
      ['GET', /^\/v2\/orders$/, 'open_orders', (_match, { url }) => this.#list(url)],
      ['GET', /^\/v2\/account\/activities\/FILL$/, 'fills', (_match, { url }) => this.#activities(url)],
      ['GET', /^\/v2\/account\/activities$/, 'balance', (_match, { url }) => this.#movements(url)],
      ['GET', /^\/v2\/account$/, 'balance', () => this.#account()],
      ['GET', /^\/v2\/positions$/, 'positions', () => this.#positions()],
      ['GET', /^\/v2\/assets\/([^/]+)$/, 'symbol', ([, symbol]) => this.#asset(decodeURIComponent(symbol ?? ''))],
      ['GET', /^\/v2\/clock$/, 'clock', () => this.#clock()],
      ['GET', /^\/v2\/calendar$/, 'clock', () => this.#calendar()],
    ];
  }

  classify(request: VenueRequest): VenueCall {
    return this.#routeOf(request)?.[2] ?? 'other';
  }

  answer(request: VenueRequest): VenueAnswer {
    this.#core.tick();
    const { 'apca-api-key-id': keyId, 'apca-api-secret-key': secretKey } = request.headers;
    if (keyId === undefined || secretKey === undefined) return { status: 401, body: { message: 'unauthorized.' } };
    if (keyId !== this.#options.keyId || secretKey !== this.#options.secretKey) return refused('auth_failed');
    const route = this.#routeOf(request);
    const match = route?.[1].exec(request.url.pathname);
    return route && match
      ? route[3](match, request)
      : { status: 404, body: { code: 40410000, message: 'endpoint not found.' } };
  }

  errorBody(status: number): unknown {
    return status === 429
      ? { code: 42910000, message: 'rate limit exceeded' }
      : { code: 50010000, message: 'internal server error occurred' };
  }

  #routeOf({ method, url }: VenueRequest): Route | undefined {
    return this.#routes.find(([verb, path]) => verb === method && path.test(url.pathname));
  }

  #json(order: ModelOrder, nested: boolean): object {
    return orderJson(this.#core, order, this.#style, nested);
  }

  #entered(answer: PlaceAnswer | VenueAnswer): VenueAnswer {
    if ('status' in answer) return answer;
    return answer.kind === 'placed' ? { status: 200, body: this.#json(answer.order, true) } : refused(answer.refusal);
  }

  #found(order: ModelOrder | null, nested: boolean): VenueAnswer {
    return order === null ? refused('unknown_order') : { status: 200, body: this.#json(order, nested) };
  }

  #cancel(id: string): VenueAnswer {
    const outcome = this.#core.cancel(id);
    if (outcome === 'unknown') return refused('unknown_order');
    const message = 'order is already in a final state';
    return outcome === 'over' ? { status: 422, body: { code: 42210000, message } } : { status: 204, body: null };
  }

  #cancelAll(): VenueAnswer {
    const open = this.#core.orders.filter((order) => !isOver(order));
    for (const { id } of open) this.#core.cancel(id);
    return { status: 207, body: open.map(({ id }) => ({ id, status: 200 })) };
  }

  #list({ searchParams: query }: URL): VenueAnswer {
    const nested = query.get('nested') === 'true';
    const status = query.get('status') ?? 'open';
    const symbols = query.get('symbols')?.split(',');
    const [after, until] = ['after', 'until'].map((name) => Date.parse(query.get(name) ?? ''));
    const listed = this.#core.orders.filter(
      (order) =>
        (status === 'all' || (status === 'closed') === isOver(order)) &&
        !(nested && order.parentId !== null) &&
        (symbols?.includes(order.symbol) ?? true) &&
        !(order.createdAt <= (after ?? Number.NaN)) &&
        !(order.createdAt >= (until ?? Number.NaN)),
    );
    if (query.get('direction') !== 'asc') listed.reverse();
    const limit = Math.min(Number(query.get('limit') ?? 50), 500);
    return { status: 200, body: listed.slice(0, limit).map((order) => this.#json(order, nested)) };
  }

  #activities({ searchParams: query }: URL): VenueAnswer {
    const after = Date.parse(query.get('after') ?? '');
    const inOrder = (a: ModelExecution, b: ModelExecution) => a.time - b.time || a.number - b.number;
    const listed = this.#core.executions.filter(({ time }) => !(time <= after)).sort(inOrder);
    if (query.get('direction') !== 'asc') listed.reverse();
    const token = query.get('page_token');
    const from = token === null ? 0 : listed.findIndex((execution) => activityId(execution) === token) + 1;
    const size = Math.min(Number(query.get('page_size') ?? 100), 100);
    return {
      status: 200,
      body: listed.slice(from, from + size).map((each) => activityJson(this.#core, each, this.#style)),
    };
  }

  #movements({ searchParams: query }: URL): VenueAnswer {
    const list = this.#options.movements?.list ?? null;
    if (list === null) return { status: 404, body: { code: 40410000, message: 'endpoint not found.' } };
    const isAsked = query.get('category') === 'non_trade_activity' && query.get('direction') === 'desc';
    return isAsked ? { status: 200, body: list } : { status: 422, body: { code: 40010001, message: 'category' } };
  }

  #account(): VenueAnswer {
    return {
      status: 200,
      body: { currency: 'USD', cash: amount(this.#core.cash('USD'), this.#style), status: 'ACTIVE' },
    };
  }

  #positions(): VenueAnswer {
    const held = [...this.#core.positions].filter(([, quantity]) => !quantity.isZero());
    const body = held.map(([symbol, quantity]) => ({
      symbol: symbol.replace('/', ''),
      asset_class: symbol.includes('/') ? 'crypto' : 'us_equity',
      qty: amount(quantity, this.#style),
      side: quantity.lt(0) ? 'short' : 'long',
    }));
    return { status: 200, body };
  }

  #asset(symbol: string): VenueAnswer {
    const isCrypto = symbol.includes('/');
    if (symbol === 'GONE') return { status: 404, body: { code: 40410000, message: `asset not found for ${symbol}` } };
    const steps = { min_order_size: '0.000000001', min_trade_increment: '0.000000001', price_increment: '0.000000001' };
    const asset = { class: isCrypto ? 'crypto' : 'us_equity', symbol, status: 'active', tradable: true };
    return { status: 200, body: { ...asset, fractionable: symbol !== 'BRK.A', ...(isCrypto ? steps : {}) } };
  }

  #clock(): VenueAnswer {
    const at = (hours: number) => new Date(this.#core.now + hours * 3_600_000).toISOString();
    const body = { timestamp: at(0), is_open: this.#core.isOpen, next_open: at(20), next_close: at(5) };
    return { status: 200, body };
  }

  #calendar(): VenueAnswer {
    const date = new Date(this.#core.now).toISOString().slice(0, 10);
    return { status: 200, body: [{ date, open: '09:30', close: '16:00' }] };
  }
}

function isNested({ searchParams }: URL): boolean {
  return searchParams.get('nested') === 'true';
}
