import type { MarketData, Price } from '#application/ports/market-data.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import { AlpacaHttp, type AlpacaHttpOptions } from './alpaca-http.ts';
import { type AlpacaBar, type BarsAnswer, barsAnswer, tradesAnswer } from './alpaca-schemas.ts';
import { timeframeText } from './timeframe-text.ts';

export interface AlpacaMarketDataOptions extends AlpacaHttpOptions {
  /** Where prices of equities come from; crypto has one feed. @default 'iex', which every account may read */
  readonly feed?: string;
}

const PAGE_SIZE = '10000';

/** Where a kind of symbol is served: pairs (`BTC/USD`) are crypto, all others are equities. */
const CRYPTO = { bars: '/v1beta3/crypto/us/bars', trades: '/v1beta3/crypto/us/latest/trades' };
const STOCKS = { bars: '/v2/stocks/bars', trades: '/v2/stocks/trades/latest' };

/** Bars and last trades of Alpaca's data service. */
export class AlpacaMarketData implements MarketData {
  readonly #http: AlpacaHttp;
  readonly #feed: string;

  constructor({ feed = 'iex', ...options }: AlpacaMarketDataOptions) {
    this.#http = new AlpacaHttp(options);
    this.#feed = feed;
  }

  /** A bar is closed when the next one opens, or its whole length has passed: one that is still open is never returned. */
  async getBars(symbol: string, timeframe: number, from: Instant, now: Instant): Promise<readonly Bar[]> {
    const received = await this.#readPages(symbol, {
      timeframe: timeframeText(timeframe),
      start: toIso(from),
      end: toIso(now),
      limit: PAGE_SIZE,
      sort: 'asc',
    });
    const bars = received.map((bar, index) => toBar(symbol, bar, timeframe, received[index + 1]?.t ?? null));
    return bars.filter((bar) => bar.openTime >= from && bar.closeTime <= now);
  }

  async getLatestPrice(symbol: string): Promise<Price | null> {
    const { trades } = await this.#http.get(pathsOf(symbol).trades, this.#query(symbol), tradesAnswer);
    const trade = trades?.[symbol];
    return trade ? { price: trade.p, time: trade.t } : null;
  }

  async #readPages(symbol: string, parameters: Readonly<Record<string, string>>): Promise<readonly AlpacaBar[]> {
    const bars: AlpacaBar[] = [];
    let token: string | null = null;
    do {
      const query: Record<string, string> = { ...this.#query(symbol), ...parameters };
      const page: BarsAnswer = await this.#http.get(
        pathsOf(symbol).bars,
        token === null ? query : { ...query, page_token: token },
        barsAnswer,
      );
      bars.push(...(page.bars?.[symbol] ?? []));
      token = page.next_page_token ?? null;
    } while (token !== null);
    return bars.sort((a, b) => a.t - b.t);
  }

  #query(symbol: string): Record<string, string> {
    return pathsOf(symbol) === STOCKS ? { symbols: symbol, feed: this.#feed } : { symbols: symbol };
  }
}

function pathsOf(symbol: string): typeof STOCKS {
  return symbol.includes('/') ? CRYPTO : STOCKS;
}

function toBar(symbol: string, { t, o, h, l, c, v }: AlpacaBar, timeframe: number, next: Instant | null): Bar {
  const end = t + timeframe;
  const closeTime = next === null ? end : Math.min(end, next);
  return { symbol, openTime: t, closeTime, ...barNumbers({ open: o, high: h, low: l, close: c, volume: v }) };
}
