import type { BarHistory, BarRequest } from '#application/ports/bar-history.ts';
import { type MarketData, MarketDataError, type Price } from '#application/ports/market-data.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { Split } from '#domain/splits/split.ts';
import { AlpacaHttp, type AlpacaHttpOptions } from './alpaca-http.ts';
import { type AlpacaBar, type BarsAnswer, barsAnswer, tradesAnswer } from './alpaca-schemas.ts';
import { isInHistory, listSplits } from './alpaca-splits.ts';
import { timeframeText } from './timeframe-text.ts';

export interface AlpacaMarketDataOptions extends AlpacaHttpOptions {
  /** Where prices of equities come from; crypto has one feed. @default 'iex', which every account may read */
  readonly feed?: string;
  /** What prices of equities are adjusted for: raw, split, dividend or all. @default the service's: raw */
  readonly adjustment?: string;
}

const PAGE_SIZE = '10000';

/** Where a kind of symbol is served: pairs (`BTC/USD`) are crypto, all others are equities. */
const CRYPTO = { bars: '/v1beta3/crypto/us/bars', trades: '/v1beta3/crypto/us/latest/trades' };
const STOCKS = { bars: '/v2/stocks/bars', trades: '/v2/stocks/trades/latest' };

/** Bars, last trades and splits of Alpaca's data service. */
export class AlpacaMarketData implements MarketData, BarHistory, SplitSource {
  readonly #http: AlpacaHttp;
  /** Asked again each minute until it answers: nobody waits for it any longer. */
  readonly #once: AlpacaHttp;
  readonly #feed: string;
  readonly #adjustment: string | null;

  constructor({ feed = 'iex', adjustment, ...options }: AlpacaMarketDataOptions) {
    this.#http = new AlpacaHttp(options);
    this.#once = new AlpacaHttp({ ...options, attempts: 1 });
    this.#feed = feed;
    this.#adjustment = adjustment ?? null;
  }

  /** A bar is closed when the next one opens, or its whole length has passed: one that is still open is never returned. */
  async getBars(symbol: string, timeframe: number, from: Instant, now: Instant): Promise<readonly Bar[]> {
    const received: AlpacaBar[] = [];
    for await (const page of this.#readPages(symbol, timeframe, from, now)) received.push(...page);
    received.sort((a, b) => a.t - b.t);
    const bars = received.map((bar, index) => toBar(symbol, bar, timeframe, received[index + 1]?.t ?? null));
    return bars.filter((bar) => bar.openTime >= from && bar.closeTime <= now);
  }

  listSplits(symbols: readonly string[], from: number, to: number): Promise<readonly Split[]> {
    return listSplits(this.#once, symbols, from, to);
  }

  isInHistory(split: Split): Promise<boolean> {
    return isInHistory(this.#once, split, this.#feed);
  }

  async *pages({ symbol, timeframe, from, to }: BarRequest): AsyncGenerator<readonly Bar[]> {
    let last = from - 1;
    for await (const page of this.#readPages(symbol, timeframe, from, to)) {
      const bars: Bar[] = [];
      for (const bar of [...page].sort((a, b) => a.t - b.t)) {
        if (bar.t <= last || bar.t >= to) continue;
        last = bar.t;
        bars.push(toBar(symbol, bar, timeframe, null));
      }
      yield bars;
    }
  }

  async getLatestPrice(symbol: string): Promise<Price | null> {
    const { trades } = await this.#http.get(pathsOf(symbol).trades, this.#query(symbol), tradesAnswer);
    const trade = trades?.[symbol];
    return trade ? { price: trade.p, time: trade.t } : null;
  }

  async *#readPages(
    symbol: string,
    timeframe: number,
    from: Instant,
    to: Instant,
  ): AsyncGenerator<readonly AlpacaBar[]> {
    const { bars: path } = pathsOf(symbol);
    const range = { timeframe: timeframeText(timeframe), start: toIso(from), end: toIso(to) };
    const query = { ...this.#query(symbol), ...this.#adjusted(symbol), ...range, limit: PAGE_SIZE, sort: 'asc' };
    let token: string | null = null;
    do {
      const page: BarsAnswer = await this.#http.get(
        path,
        token === null ? query : { ...query, page_token: token },
        barsAnswer,
      );
      yield page.bars?.[symbol] ?? [];
      const next: string | null = page.next_page_token ?? null;
      if (next !== null && next === token)
        throw new MarketDataError(`GET ${path}: received the same next_page_token again, expected another page`);
      token = next;
    } while (token !== null);
  }

  #adjusted(symbol: string): Record<string, string> {
    return this.#adjustment === null || pathsOf(symbol) === CRYPTO ? {} : { adjustment: this.#adjustment };
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
