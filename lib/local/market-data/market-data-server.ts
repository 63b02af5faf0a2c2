import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { parseAlpacaTimeframe } from './alpaca-timeframe.ts';
import { cutPage, renderBars, renderTrades } from './bars-page.ts';
import { type MarketPosition, MarketTimeline, type Trade } from './market-timeline.ts';

export interface MarketDataServerOptions {
  readonly bars: readonly Bar[];
  /** Length of the bars; a request for another one is refused. */
  readonly timeframeMs: number;
  /** Where the market stands when a request comes. */
  readonly position: () => MarketPosition;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const BAR_PATHS = new Set(['/v2/stocks/bars', '/v1beta3/crypto/us/bars']);
const TRADE_PATHS = new Set(['/v2/stocks/trades/latest', '/v1beta3/crypto/us/latest/trades']);
const SPLIT_PATH = '/v1/corporate-actions';
/** Bars of a file are told as they stand there: nothing of them is split. */
const NO_SPLITS = { corporate_actions: {}, next_page_token: null };
const MAX_LIMIT = 10_000;
const DEFAULT_LIMIT = 1_000;

/** The market-data REST interface of Alpaca over a list of bars. It never tells what has not happened yet. */
export class MarketDataServer {
  readonly #server: Server;
  readonly #options: MarketDataServerOptions;
  readonly #timelines: ReadonlyMap<string, MarketTimeline>;

  private constructor(server: Server, options: MarketDataServerOptions) {
    this.#server = server;
    this.#options = options;
    const bySymbol = Map.groupBy(options.bars, (bar) => bar.symbol);
    this.#timelines = new Map([...bySymbol].map(([symbol, bars]) => [symbol, new MarketTimeline(bars)]));
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#receive(request, response));
  }

  /** Listens on a free port of the loopback. */
  static async listen(options: MarketDataServerOptions): Promise<MarketDataServer> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((settle, fail) => {
      server.once('error', fail);
      server.listen(0, '127.0.0.1', settle);
    });
    return new MarketDataServer(server, options);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((settle) => this.#server.close(settle));
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const { status, body } = this.#answer(request);
    response.sendDate = false;
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  }

  #answer(request: IncomingMessage): Answer {
    if (!request.headers['apca-api-key-id'] || !request.headers['apca-api-secret-key'])
      return refusal(401, 'unauthorized');
    const url = new URL(request.url ?? '/', 'http://local');
    const symbols = (url.searchParams.get('symbols') ?? '').split(',').filter((symbol) => symbol !== '');
    if (symbols.length === 0) return refusal(400, 'symbols is required');
    if (BAR_PATHS.has(url.pathname)) return this.#bars(symbols, url.searchParams);
    if (TRADE_PATHS.has(url.pathname)) return this.#trades(symbols);
    if (url.pathname === SPLIT_PATH) return { status: 200, body: JSON.stringify(NO_SPLITS) };
    return refusal(404, `endpoint not found: ${url.pathname}`);
  }

  #bars(symbols: readonly string[], parameters: URLSearchParams): Answer {
    const timeframe = parameters.get('timeframe') ?? '';
    if (parseAlpacaTimeframe(timeframe) !== this.#options.timeframeMs) {
      return refusal(
        400,
        `timeframe ${timeframe}: the bars of this run are ${this.#options.timeframeMs / 1_000} s long`,
      );
    }
    const start = parseTime(parameters.get('start'), Number.NEGATIVE_INFINITY);
    const end = parseTime(parameters.get('end'), Number.POSITIVE_INFINITY);
    const limit = Number(parameters.get('limit') ?? DEFAULT_LIMIT);
    if (start === null || end === null) return refusal(400, 'start and end must be RFC 3339 times');
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
      return refusal(400, `limit must be 1 to ${MAX_LIMIT}`);
    const position = this.#options.position();
    const bars = symbols.flatMap((symbol) => {
      const closed = this.#timelines.get(symbol)?.closedBars(position, start, end) ?? [];
      return parameters.get('sort') === 'desc' ? closed.toReversed() : closed;
    });
    return { status: 200, body: renderBars(cutPage(bars, limit, parameters.get('page_token'))) };
  }

  #trades(symbols: readonly string[]): Answer {
    const position = this.#options.position();
    const trades = new Map<string, Trade>();
    for (const symbol of symbols) {
      const trade = this.#timelines.get(symbol)?.latestTrade(position);
      if (trade) trades.set(symbol, trade);
    }
    return { status: 200, body: renderTrades(trades) };
  }
}

function parseTime(text: string | null, missing: Instant): Instant | null {
  if (text === null || text === '') return missing;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

function refusal(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ message }) };
}
