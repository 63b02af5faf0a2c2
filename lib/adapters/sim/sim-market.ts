import type { Clock } from '#application/ports/clock.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Trade, VenueBook } from '#domain/simulation/venue-book.ts';

export interface SimMarketOptions {
  /** Milliseconds of a bar. */
  readonly timeframe: number;
  readonly clock: Clock;
  readonly marketData: MarketData;
}

/** What the simulated venue sees of the market during one match. Each symbol is asked for once, and only when something of it matters. */
export class SimMarket {
  readonly #options: SimMarketOptions;
  readonly #bars = new Map<string, readonly Bar[]>();
  readonly #trades = new Map<string, Trade | null>();

  constructor(options: SimMarketOptions) {
    this.#options = options;
  }

  /** Closed bars of the symbols that the book has not dealt with, by the instant at which they closed, ascending; by symbol within it. */
  async barsByClose(book: VenueBook, symbols: Iterable<string>): Promise<readonly (readonly Bar[])[]> {
    const all: Bar[] = [];
    for (const symbol of symbols) {
      const matched = book.matchedBars[symbol];
      if (matched === undefined) throw new Error(`the simulated venue does not know since when it watches ${symbol}`);
      const bars = await this.#barsFrom(symbol, matched + 1);
      all.push(...bars.filter((bar) => bar.openTime > matched));
    }
    const groups = Map.groupBy(all, (bar) => bar.closeTime);
    const ascending = [...groups].sort(([a], [b]) => a - b);
    return ascending.map(([, bars]) => bars.toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1)));
  }

  async lastTrades(symbols: Iterable<string>): Promise<ReadonlyMap<string, Trade>> {
    const trades = new Map<string, Trade>();
    for (const symbol of symbols) {
      const known = this.#trades.get(symbol);
      const trade = known === undefined ? await this.#options.marketData.getLatestPrice(symbol) : known;
      this.#trades.set(symbol, trade);
      if (trade !== null) trades.set(symbol, trade);
    }
    return trades;
  }

  async #barsFrom(symbol: string, from: number): Promise<readonly Bar[]> {
    const known = this.#bars.get(symbol);
    if (known !== undefined) return known;
    const { timeframe, clock, marketData } = this.#options;
    const bars = await marketData.getBars(symbol, timeframe, from, clock.now());
    this.#bars.set(symbol, bars);
    return bars;
  }
}
