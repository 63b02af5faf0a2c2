import { type MarketData, MarketDataError } from '#application/ports/market-data.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { type Instant, MINUTE, SECOND } from '#domain/shared/instant.ts';
import { createPrng, nextNormal } from '#domain/simulation/prng.ts';
import type { Engine } from '../engine/engine.ts';
import type { Invocation } from '../engine/invocation.ts';

/** Standard deviation of one second's step, a fraction of the price. */
const STEP = 0.0008;
const OUTAGE = 4 * MINUTE;

/** A price for every second, in cents: a random walk of its own for each symbol. */
export class Market {
  /** No bars are served before. */
  outageUntil: Instant = 0;
  readonly #start: Instant;
  readonly #paths: ReadonlyMap<string, readonly number[]>;

  constructor(seed: number, symbols: readonly string[], start: Instant, end: Instant) {
    this.#start = start;
    const seconds = Math.ceil((end - start) / SECOND) + 1;
    this.#paths = new Map(symbols.map((symbol, index) => [symbol, walk(seed * 31 + index, seconds)]));
  }

  priceAt(symbol: string, at: Instant): Decimal {
    return cents(this.#centsAt(symbol, at));
  }

  /** Closed bars of one minute that open at `from` or later. */
  bars(symbol: string, from: Instant, now: Instant): Bar[] {
    const bars: Bar[] = [];
    const first = Math.max(this.#start, Math.ceil(from / MINUTE) * MINUTE);
    for (let open = first; open + MINUTE <= now; open += MINUTE) bars.push(this.#bar(symbol, open));
    return bars;
  }

  #bar(symbol: string, openTime: Instant): Bar {
    const index = (openTime - this.#start) / SECOND;
    const prices = this.#pathOf(symbol).slice(index, index + MINUTE / SECOND + 1);
    const [open = 1, close = 1] = [prices[0], prices.at(-1)];
    const decimals = {
      open: cents(open),
      high: cents(Math.max(...prices)),
      low: cents(Math.min(...prices)),
      close: cents(close),
      volume: new Decimal(1_000),
    };
    return { symbol, openTime, closeTime: openTime + MINUTE, ...barNumbers(decimals) };
  }

  #centsAt(symbol: string, at: Instant): number {
    const path = this.#pathOf(symbol);
    return path[Math.min(Math.max(0, Math.floor((at - this.#start) / SECOND)), path.length - 1)] ?? 1;
  }

  #pathOf(symbol: string): readonly number[] {
    const path = this.#paths.get(symbol);
    if (path === undefined) throw new Error(`the simulated market has no ${symbol}`);
    return path;
  }
}

/** Market data as one invocation reads them: at times unreachable, a bar late, or without a price. */
export function marketDataOf(invocation: Invocation, engine: Engine, market: Market): MarketData {
  const { faults, time } = engine;
  const latency = [20, 150] as const;
  const fail = () => ({ answer: null as never, error: new MarketDataError('fault: no answer'), note: 'fails' });
  return {
    getBars: (symbol, _timeframe, from, now) =>
      invocation.call('market.getBars', latency, () => {
        if (faults.strikes('market_outage')) market.outageUntil = time.now + OUTAGE;
        if (time.now < market.outageUntil || faults.strikes('market_unreachable')) return fail();
        const bars = market.bars(symbol, from, now);
        return { answer: faults.strikes('market_late') ? bars.slice(0, -1) : bars, note: `${symbol} ${bars.length}` };
      }),
    getLatestPrice: (symbol) =>
      invocation.call('market.getLatestPrice', latency, () => {
        if (faults.strikes('market_unreachable')) return fail();
        if (faults.strikes('price_missing')) return { answer: null, note: 'missing' };
        return { answer: { price: market.priceAt(symbol, time.now), time: time.now } };
      }),
  };
}

function walk(seed: number, seconds: number): readonly number[] {
  const random = createPrng(seed);
  const path: number[] = [];
  let price = 10_000;
  for (let second = 0; second < seconds; second += 1) {
    path.push(price);
    price = Math.max(100, Math.round(price * (1 + nextNormal(random) * STEP)));
  }
  return path;
}

function cents(value: number): Decimal {
  return new Decimal(value).div(100);
}
