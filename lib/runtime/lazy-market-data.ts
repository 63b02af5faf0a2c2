import { type MarketData, MarketDataError } from '#application/ports/market-data.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import type { Split } from '#domain/splits/split.ts';

/**
 * Market data that is opened at its first use, because that reads a secret, and opened anew after a failure: the key may have been rotated
 * while this sandbox lives.
 */
export class LazyMarketData implements MarketData, SplitSource {
  readonly #open: () => Promise<MarketData & SplitSource>;
  #opened: (MarketData & SplitSource) | null = null;

  constructor(open: () => Promise<MarketData & SplitSource>) {
    this.#open = open;
  }

  getBars(...query: Parameters<MarketData['getBars']>): ReturnType<MarketData['getBars']> {
    return this.#ask((marketData) => marketData.getBars(...query));
  }

  getLatestPrice(symbol: string): ReturnType<MarketData['getLatestPrice']> {
    return this.#ask((marketData) => marketData.getLatestPrice(symbol));
  }

  listSplits(...query: Parameters<SplitSource['listSplits']>): ReturnType<SplitSource['listSplits']> {
    return this.#ask((marketData) => marketData.listSplits(...query));
  }

  isInHistory(split: Split): Promise<boolean> {
    return this.#ask((marketData) => marketData.isInHistory(split));
  }

  async #ask<Answer>(question: (marketData: MarketData & SplitSource) => Promise<Answer>): Promise<Answer> {
    this.#opened ??= await this.#open();
    try {
      return await question(this.#opened);
    } catch (error) {
      if (error instanceof MarketDataError) this.#opened = null;
      throw error;
    }
  }
}
