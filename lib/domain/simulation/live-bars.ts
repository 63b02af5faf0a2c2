import type { Bar } from '../shared/bar.ts';
import { BarRows, BarSeries, type BarWindow } from '../shared/bar-series.ts';
import type { Instant } from '../shared/instant.ts';

/** The bars of one symbol as they come. */
export class LiveBars implements BarWindow {
  readonly symbol: string;
  readonly #timeframe: number;
  /** With those before the session, which limits look back at. */
  readonly #all = new BarRows();
  readonly #own = new BarRows();

  constructor(symbol: string, timeframe: number) {
    this.symbol = symbol;
    this.#timeframe = timeframe;
  }

  addHistory(bars: readonly Bar[]): void {
    for (const bar of bars) this.#all.push(bar);
  }

  add(bar: Bar): void {
    this.#all.push(bar);
    this.#own.push(bar);
  }

  between(from: Instant, now: Instant): readonly Bar[] {
    return new BarSeries(this.symbol, this.#timeframe, this.#all).between(from, now);
  }

  /** The bars of the session so far. */
  get series(): BarSeries {
    return new BarSeries(this.symbol, this.#timeframe, this.#own);
  }
}
