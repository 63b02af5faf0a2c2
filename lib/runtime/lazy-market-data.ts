import { type MarketData, MarketDataError } from '#application/ports/market-data.ts';

/**
 * Market data that is opened at its first use, because that reads a secret, and opened anew after a failure: the key may have been rotated
 * while this sandbox lives.
 */
export class LazyMarketData implements MarketData {
  readonly #open: () => Promise<MarketData>;
  #opened: MarketData | null = null;

  constructor(open: () => Promise<MarketData>) {
    this.#open = open;
  }

  getBars(...query: Parameters<MarketData['getBars']>): ReturnType<MarketData['getBars']> {
    return this.#ask((marketData) => marketData.getBars(...query));
  }

  getLatestPrice(symbol: string): ReturnType<MarketData['getLatestPrice']> {
    return this.#ask((marketData) => marketData.getLatestPrice(symbol));
  }

  async #ask<Answer>(question: (marketData: MarketData) => Promise<Answer>): Promise<Answer> {
    this.#opened ??= await this.#open();
    try {
      return await question(this.#opened);
    } catch (error) {
      if (error instanceof MarketDataError) this.#opened = null;
      throw error;
    }
  }
}
