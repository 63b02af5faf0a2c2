import { type Bar, exact } from '#domain/shared/bar.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** Where the market stands: at an instant, before (`close`) or after (`open`) the bars that open at it. */
export interface MarketPosition {
  readonly instant: Instant;
  readonly phase: 'close' | 'open';
}

export interface Trade {
  readonly price: Decimal;
  readonly time: Instant;
}

/**
 * The bars of one symbol as a market would show them at a position: closed bars only, and as latest trade the
 * last open or close. A close is the trade 1 ms before its bar ends, so that it is older than the next open.
 */
export class MarketTimeline {
  readonly #bars: readonly Bar[];

  /** @param bars of one symbol, ascending */
  constructor(bars: readonly Bar[]) {
    this.#bars = bars;
  }

  /** Bars that are closed at the position and open between `start` and `end`, both included; ascending. */
  closedBars(position: MarketPosition, start: Instant, end: Instant): readonly Bar[] {
    const from = this.#firstWhere((bar) => bar.openTime >= start);
    const to = Math.min(
      this.#firstWhere((bar) => bar.openTime > end),
      this.#firstWhere((bar) => bar.closeTime > position.instant),
    );
    return this.#bars.slice(from, Math.max(from, to));
  }

  /** `null` before the first bar. */
  latestTrade(position: MarketPosition): Trade | null {
    const opened = this.#firstWhere((bar) =>
      position.phase === 'open' ? bar.openTime > position.instant : bar.openTime >= position.instant,
    );
    const bar = this.#bars[opened - 1];
    if (bar === undefined) return null;
    if (bar.closeTime <= position.instant) return { price: exact(bar, 'close'), time: bar.closeTime - 1 };
    return { price: exact(bar, 'open'), time: bar.openTime };
  }

  /** Index of the first bar for which `test` holds, given that it then holds for all later ones. */
  #firstWhere(test: (bar: Bar) => boolean): number {
    let low = 0;
    let high = this.#bars.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const bar = this.#bars[middle];
      if (bar !== undefined && test(bar)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
