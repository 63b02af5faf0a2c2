import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import type { Order } from '../orders/order.ts';
import type { Bar } from '../shared/bar.ts';
import type { BarSeries } from '../shared/bar-series.ts';
import { LiveBars } from './live-bars.ts';
import { ReplayedSession, type ReplayOutcome, type ReplaySetup } from './replayed-session.ts';

/**
 * A replay of bars that are still to come: the same session on the same functions, a bar after the other. All bars known by then, it has done what `replay` does with
 * them, but that strategies may be warm.
 */
export class LiveReplay {
  readonly #session: ReplayedSession;
  readonly #bars: ReadonlyMap<string, LiveBars>;

  constructor(setup: ReplaySetup, onOrder: (order: Order) => void) {
    const { symbols, timeframe } = setup.plan;
    this.#bars = new Map([...symbols].sort().map((symbol) => [symbol, new LiveBars(symbol, timeframe)]));
    this.#session = new ReplayedSession(setup, [...this.#bars.values()], onOrder);
  }

  /** Bars of a symbol from before the session, ascending. */
  warmUp(symbol: string, history: readonly Bar[]): void {
    this.#bars.get(symbol)?.addHistory(history);
    this.#session.warmUp(symbol, history);
  }

  /** Goes on over bars that open together, by symbol. Nothing is decided on quiet ones: the last, which nothing could fill, and those known too late. */
  step(bars: readonly [Bar, ...Bar[]], isQuiet: boolean): EquitySnapshot {
    for (const bar of bars) this.#bars.get(bar.symbol)?.add(bar);
    this.#session.open(bars);
    return this.#session.close({ kind: 'CLOSE', bars, instant: bars[0].closeTime, isLast: isQuiet });
  }

  /** The bars of the session so far, of symbols that have any. */
  get series(): readonly BarSeries[] {
    return [...this.#bars.values()].map(({ series }) => series).filter(({ length }) => length > 0);
  }

  outcome(): ReplayOutcome {
    return this.#session.outcome();
  }
}
