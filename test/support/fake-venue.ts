import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MINUTE } from '#domain/shared/instant.ts';

/** A bar as venues tell it: numbers as they are to stand in the JSON. */
export interface FakeBar {
  readonly time: number;
  readonly numbers: readonly [open: string, high: string, low: string, close: string, volume: string];
}

export type Answer = (response: ServerResponse, request: IncomingMessage, url: URL) => void;

/** A whole answer. */
export function say(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

export const HTML_502: Answer = say('<html><body>502 Bad Gateway</body></html>', 502, { 'content-type': 'text/html' });
export const CUT_JSON: Answer = say('{"bars":{"BTC/USD":[{"t":"2024-01-');
export const CUT_ROWS: Answer = say('[[1704067200000,"1","1"');
export const DROPPED: Answer = (_response, request) => request.socket.destroy();
/** Headers, half of a body, and no more. */
export const CUT_CONNECTION: Answer = (response, request) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"bars":');
  setImmediate(() => request.socket.destroy());
};

/** Bars with as many digits as a venue may tell, one a minute. */
export function fakeBars(start: number, count: number, step = MINUTE): FakeBar[] {
  return Array.from({ length: count }, (_, index) => {
    const close = `${100 + (index % 7)}.1234567890123456${index % 10}`;
    return { time: start + index * step, numbers: ['100.50', '107.20', '99.10', close, `${index}.000000001`] };
  });
}

/** Alpaca's data service and the spot market data of Binance on this machine, with faults on demand. */
export class FakeVenue {
  readonly urls: URL[] = [];
  readonly authorised: boolean[] = [];
  /** Each answers one request, before the venue does. */
  readonly faults: Answer[] = [];
  bars: FakeBar[] = [];
  pageSize = 10_000;
  /** Milliseconds before each answer. */
  delay = 0;
  /** What else is asked for, by path. */
  readonly routes = new Map<string, Answer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeVenue> {
    const venue = new FakeVenue();
    await new Promise<void>((listening) => venue.#server.listen(0, '127.0.0.1', listening));
    return venue;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The environment of commands that are to ask this venue. */
  get env(): Record<string, string> {
    return {
      APCA_API_KEY_ID: 'KEY-ID-7',
      APCA_API_SECRET_KEY: 'SECRET-7',
      APCA_API_DATA_URL: this.url,
      APCA_API_BASE_URL: this.url,
      CCXT_BINANCE_BASE_URL: this.url,
    };
  }

  /** Requests of bars. */
  get pages(): readonly URL[] {
    return this.urls.filter(({ pathname }) => /bars|klines/.test(pathname));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.urls.push(url);
    this.authorised.push(request.headers['apca-api-key-id'] === this.env['APCA_API_KEY_ID']);
    if (this.delay > 0) await new Promise((waited) => setTimeout(waited, this.delay));
    const isMarkets = url.pathname.endsWith('exchangeInfo');
    const answer = (isMarkets ? undefined : this.faults.shift()) ?? this.routes.get(url.pathname) ?? this.#route(url);
    answer(response, request, url);
  }

  #route({ pathname, searchParams }: URL): Answer {
    if (pathname === '/v2/stocks/bars' || pathname === '/v1beta3/crypto/us/bars')
      return say(this.#alpacaPage(searchParams));
    if (pathname === '/api/v3/exchangeInfo') return say(BINANCE_MARKETS);
    if (pathname === '/api/v3/klines') return say(this.#binancePage(searchParams));
    return say('{"message":"not found"}', 404);
  }

  #alpacaPage(query: URLSearchParams): string {
    const [start, end] = [Date.parse(query.get('start') ?? ''), Date.parse(query.get('end') ?? '')];
    const wanted = this.bars.filter(({ time }) => time >= start && time <= end);
    const first = Number(query.get('page_token') ?? '0');
    const page = wanted.slice(first, first + this.pageSize);
    const rows = page.map(({ time, numbers: [o, h, l, c, v] }) => {
      return `{"t":"${new Date(time).toISOString()}","o":${o},"h":${h},"l":${l},"c":${c},"v":${v},"n":1,"vw":${c}}`;
    });
    const next = first + this.pageSize < wanted.length ? `"${first + this.pageSize}"` : 'null';
    return `{"bars":{"${query.get('symbols')}":[${rows.join()}]},"next_page_token":${next}}`;
  }

  #binancePage(query: URLSearchParams): string {
    const since = Number(query.get('startTime'));
    const limit = Math.min(Number(query.get('limit')), this.pageSize);
    const rows = this.bars.filter(({ time }) => time >= since).slice(0, limit);
    const texts = rows.map(
      ({ time, numbers }) =>
        `[${time},${numbers.map((text) => `"${text}"`).join()},${time + 59_999},"0",1,"0","0","0"]`,
    );
    return `[${texts.join()}]`;
  }
}

const BINANCE_MARKETS = JSON.stringify({
  timezone: 'UTC',
  symbols: [
    {
      symbol: 'BTCUSDT',
      status: 'TRADING',
      baseAsset: 'BTC',
      baseAssetPrecision: 8,
      quoteAsset: 'USDT',
      quotePrecision: 8,
      quoteAssetPrecision: 8,
      orderTypes: ['LIMIT', 'MARKET'],
      isSpotTradingAllowed: true,
      permissionSets: [['SPOT']],
      filters: [
        { filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000' },
        { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
        { filterType: 'NOTIONAL', minNotional: '5.00000000' },
      ],
      permissions: [],
    },
  ],
});
