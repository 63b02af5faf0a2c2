import type { BarHistory, BarRequest } from '#application/ports/bar-history.ts';
import { BarRequestError } from '#application/ports/bar-history.ts';
import { MarketDataError } from '#application/ports/market-data.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { DAY, type Instant, MINUTE } from '#domain/shared/instant.ts';
import { BRIEF, backOff, type Patience, retryAfter } from '../retry/patience.ts';
import { findMarket } from './find-market.ts';
import { messageOf, type OpenedExchange, openExchange } from './open-exchange.ts';

export interface CcxtMarketDataOptions {
  /** As CCXT calls it: `binance`, `kraken`. */
  readonly exchangeId: string;
  /** In place of the exchange's own hosts; `null`: those. */
  readonly baseUrl: string | null;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** @default BRIEF */
  readonly patience?: Patience;
  /** Is told why an attempt failed, and the milliseconds until the next. */
  readonly onRetry?: (reason: string, delay: number) => void;
}

const DEFAULT_PAGE = 500;
const MAX_QUOTED = 300;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Public bars of an exchange of CCXT. */
export class CcxtMarketData implements BarHistory {
  readonly #options: CcxtMarketDataOptions;
  readonly #source: OpenedExchange;

  private constructor(options: CcxtMarketDataOptions, source: OpenedExchange) {
    this.#options = options;
    this.#source = source;
  }

  /** @throws {BarRequestError} for an exchange that CCXT does not know. */
  static async open(options: CcxtMarketDataOptions): Promise<CcxtMarketData> {
    return new CcxtMarketData(options, await openExchange({ id: options.exchangeId, baseUrl: options.baseUrl }));
  }

  /** Closed bars with `openTime >= from`, ascending, closed at `now` at the latest. */
  async getBars(symbol: string, timeframe: number, from: Instant, now: Instant): Promise<readonly Bar[]> {
    const bars: Bar[] = [];
    for await (const page of this.pages({ symbol, timeframe, from, to: now - timeframe + 1 })) bars.push(...page);
    return bars;
  }

  /**
   * Asks from `since` on, each time for as many bars as the exchange gives at once. An empty answer is the end where the exchange goes on to its next bar by itself, and a
   * hole where it looks at a window only, so the window moves on until `to`.
   */
  async *pages({ symbol, timeframe, from, to }: BarRequest): AsyncGenerator<readonly Bar[]> {
    const { exchange } = this.#source;
    await this.#ask('markets', () => exchange.loadMarkets());
    const market = this.#marketOf(symbol);
    const length = this.#lengthOf(timeframe);
    const limit = Number(exchange.featureValue(market, 'fetchOHLCV', 'limit')) || DEFAULT_PAGE;
    for (let since = from; since < to; ) {
      const rows: unknown = await this.#ask('bars', () => exchange.fetchOHLCV(market, length, since, limit));
      const bars = toBars(rows, symbol, timeframe).filter(({ openTime }) => openTime >= since && openTime < to);
      yield bars;
      const last = bars.at(-1)?.openTime;
      since = last === undefined ? since + limit * timeframe : last + timeframe;
    }
  }

  #marketOf(symbol: string): string {
    const { exchange } = this.#source;
    const found = findMarket(exchange, symbol);
    if (found !== null) return found;
    throw new BarRequestError('symbol', `received ${symbol}, expected a market of ${exchange.id}`);
  }

  #lengthOf(timeframe: number): string {
    const { exchange } = this.#source;
    const text = ccxtTimeframe(timeframe);
    if (exchange.has['fetchOHLCV'] && Object.hasOwn(exchange.timeframes ?? {}, text)) return text;
    const offered = Object.keys(exchange.timeframes ?? {}).join(', ') || 'none';
    throw new BarRequestError('timeframe', `received ${text}, expected a length that ${exchange.id} has: ${offered}`);
  }

  async #ask<Answer>(what: string, call: () => Promise<Answer>): Promise<Answer> {
    const { exchangeId, onRetry, patience = BRIEF, random, sleep } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(call);
      if ('answer' in result) return result.answer;
      const { reason, cause, wait, isPassing } = result;
      const delay = wait ?? backOff(attempt, random, patience);
      if (!isPassing || delay > patience.longestWait || attempt >= patience.attempts)
        throw new MarketDataError(`${exchangeId} ${what}: ${reason} (attempt ${attempt})`, { cause });
      onRetry?.(reason, delay);
      await sleep(delay);
    }
  }

  async #attempt<Answer>(call: () => Promise<Answer>): Promise<{ readonly answer: Answer } | Failure> {
    const { exchange, isPassing, takeUnreadable } = this.#source;
    exchange.last_response_headers = undefined;
    takeUnreadable();
    try {
      const answer = await call();
      if (!takeUnreadable()) return { answer };
      return { reason: 'received an answer that is no whole JSON', cause: null, wait: null, isPassing: true };
    } catch (cause) {
      const reason = messageOf(cause);
      const headers: Readonly<Record<string, unknown>> = exchange.last_response_headers ?? {};
      const wait = retryAfter((name) => textOf(headers[name === 'date' ? 'Date' : 'Retry-After']));
      return { reason, cause, wait, isPassing: isPassing(cause) || takeUnreadable() };
    }
  }
}

interface Failure {
  readonly reason: string;
  readonly cause: unknown;
  /** Milliseconds that the exchange asks to wait. */
  readonly wait: number | null;
  readonly isPassing: boolean;
}

function textOf(header: unknown): string | null {
  return typeof header === 'string' ? header : null;
}

/** `1m`, `4h`, `1d`. */
function ccxtTimeframe(timeframe: number): string {
  if (timeframe % DAY === 0) return `${timeframe / DAY}d`;
  return timeframe % (60 * MINUTE) === 0 ? `${timeframe / (60 * MINUTE)}h` : `${timeframe / MINUTE}m`;
}

/** Ascending, each time once. */
function toBars(rows: unknown, symbol: string, timeframe: number): readonly Bar[] {
  if (!Array.isArray(rows)) throw new MarketDataError(`bars: received ${typeof rows}, expected a list`);
  const bars = rows.map((row: unknown) => toBar(row, symbol, timeframe)).sort((a, b) => a.openTime - b.openTime);
  return bars.filter((bar, index) => bar.openTime !== bars[index - 1]?.openTime);
}

function toBar(row: unknown, symbol: string, timeframe: number): Bar {
  const [time, ...numbers]: readonly unknown[] = Array.isArray(row) ? row : [];
  const openTime = Number(time);
  const texts = numbers.slice(0, 5).map(String);
  if (!Number.isSafeInteger(openTime) || texts.length < 5 || !texts.every((text) => NUMBER.test(text)))
    throw new MarketDataError(
      `bars: received ${JSON.stringify(row)?.slice(0, MAX_QUOTED)}, expected a time and five numbers`,
    );
  const [open = '', high = '', low = '', close = '', volume = ''] = texts;
  const decimals = {
    open: new Decimal(open),
    high: new Decimal(high),
    low: new Decimal(low),
    close: new Decimal(close),
    volume: new Decimal(volume),
  };
  return { symbol, openTime, closeTime: openTime + timeframe, ...barNumbers(decimals) };
}
