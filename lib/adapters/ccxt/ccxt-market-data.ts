import * as z from 'zod/mini';
import type { BarHistory, BarRequest } from '#application/ports/bar-history.ts';
import { BarRequestError } from '#application/ports/bar-history.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { MarketDataError } from '#application/ports/market-data.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { DAY, type Instant, MINUTE } from '#domain/shared/instant.ts';
import type { Patience } from '../retry/patience.ts';
import type { CcxtExchangeClass } from './ccxt-exchange.ts';
import { createCcxtExchange } from './create-exchange.ts';
import { ExchangeSession } from './exchange-session.ts';
import { findMarket } from './find-market.ts';
import { factsOf } from './known-exchanges.ts';

export interface CcxtMarketDataOptions {
  readonly exchangeClass: CcxtExchangeClass;
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
/** Milliseconds for one answer. */
const TIMEOUT = 30_000;
const MAX_QUOTED = 300;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Public bars of an exchange of CCXT. Each request is repeated as its patience has it. */
export class CcxtMarketData implements BarHistory {
  readonly #session: ExchangeSession;

  constructor(options: CcxtMarketDataOptions) {
    const { exchangeClass, baseUrl, ...rest } = options;
    const facts = factsOf(exchangeClass.name);
    const created = createCcxtExchange({
      exchangeClass,
      facts,
      credentials: {},
      paced: true,
      timeout: TIMEOUT,
      wallClock: Date.now,
      ...(baseUrl === null ? {} : { baseUrl }),
    });
    this.#session = new ExchangeSession({ ...rest, ...created, facts, symbols: [] });
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
    const { exchange } = this.#session;
    await this.#ask(() => this.#session.loadMarkets());
    const market = this.#marketOf(symbol);
    const length = this.#lengthOf(timeframe);
    const limit = Number(exchange.featureValue(market, 'fetchOHLCV', 'limit')) || DEFAULT_PAGE;
    for (let since = from; since < to; ) {
      const { value } = await this.#ask(() =>
        this.#session.read({
          name: 'bars',
          call: () => exchange.fetchOHLCV(market, length, since, limit),
          schema: z.array(z.unknown()),
          list: null,
        }),
      );
      const bars = toBars(value, symbol, timeframe).filter(({ openTime }) => openTime >= since && openTime < to);
      yield bars;
      const last = bars.at(-1)?.openTime;
      since = last === undefined ? since + limit * timeframe : last + timeframe;
    }
  }

  #marketOf(symbol: string): string {
    const { exchange } = this.#session;
    const found = findMarket(exchange, symbol);
    if (found !== null) return found;
    throw new BarRequestError('symbol', `received ${symbol}, expected a market of ${exchange.id}`);
  }

  #lengthOf(timeframe: number): string {
    const { exchange } = this.#session;
    const text = ccxtTimeframe(timeframe);
    if (exchange.has['fetchOHLCV'] && Object.hasOwn(exchange.timeframes ?? {}, text)) return text;
    const offered = Object.keys(exchange.timeframes ?? {}).join(', ') || 'none';
    throw new BarRequestError('timeframe', `received ${text}, expected a length that ${exchange.id} has: ${offered}`);
  }

  async #ask<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    try {
      return await act();
    } catch (cause) {
      if (!(cause instanceof BrokerError)) throw cause;
      throw new MarketDataError(`${this.#session.exchange.id} ${cause.message}`, { cause });
    }
  }
}

/** `1m`, `4h`, `1d`. */
function ccxtTimeframe(timeframe: number): string {
  if (timeframe % DAY === 0) return `${timeframe / DAY}d`;
  return timeframe % (60 * MINUTE) === 0 ? `${timeframe / (60 * MINUTE)}h` : `${timeframe / MINUTE}m`;
}

/** Ascending, each time once. */
function toBars(rows: readonly unknown[], symbol: string, timeframe: number): readonly Bar[] {
  const bars = rows.map((row) => toBar(row, symbol, timeframe)).sort((a, b) => a.openTime - b.openTime);
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
