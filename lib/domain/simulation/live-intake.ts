import { hasUsSession } from '../calendar/us-equity-calendar.ts';
import { isEquity } from '../risk/is-equity.ts';
import type { Bar } from '../shared/bar.ts';
import type { Instant } from '../shared/instant.ts';

/** What is odd about bars as they come. */
export type IntakeNote =
  | { readonly kind: 'late'; readonly symbol: string; readonly time: Instant }
  /** From the open that was expected until that of the bar that came instead. */
  | { readonly kind: 'missing'; readonly symbol: string; readonly from: Instant; readonly to: Instant };

export interface IntakeOptions {
  readonly symbols: readonly string[];
  /** Milliseconds of a bar. */
  readonly timeframe: number;
  /** Only bars that close later are taken. */
  readonly after: Instant;
  /** Milliseconds after its close that a bar is waited for, while other symbols have theirs. */
  readonly grace: number;
}

/**
 * Puts closed bars of several symbols into the order of a replay. Bars of one open are handed out together, as soon as every symbol has one that opens
 * then or later, or its time of grace is over. What comes after its turn is noted and never handed out: a decision once taken stays as it was.
 */
export class LiveIntake {
  readonly #options: IntakeOptions;
  /** By symbol, then open. */
  readonly #waiting = new Map<string, Map<Instant, Bar>>();
  readonly #handedOut = new Map<string, Instant>();
  readonly #latest = new Map<string, Instant>();
  /** Late ones that have been told, and all that were handed out: `symbol open`. */
  readonly #known = new Set<string>();
  #turn = Number.NEGATIVE_INFINITY;

  constructor(options: IntakeOptions) {
    this.#options = options;
    for (const symbol of options.symbols) this.#waiting.set(symbol, new Map());
  }

  /** Open of the newest bar of a symbol that has come; `null`: none has. */
  latest(symbol: string): Instant | null {
    return this.#latest.get(symbol) ?? null;
  }

  /** Takes closed bars, in any order and any number of times. */
  take(bars: readonly Bar[]): readonly IntakeNote[] {
    const notes: IntakeNote[] = [];
    for (const bar of bars) {
      const key = `${bar.symbol} ${bar.openTime}`;
      if (bar.closeTime <= this.#options.after || this.#known.has(key)) continue;
      if (bar.openTime > this.#turn) {
        this.#waiting.get(bar.symbol)?.set(bar.openTime, bar);
        this.#latest.set(bar.symbol, Math.max(bar.openTime, this.#latest.get(bar.symbol) ?? 0));
      } else {
        this.#known.add(key);
        notes.push({ kind: 'late', symbol: bar.symbol, time: bar.openTime });
      }
    }
    return notes;
  }

  /** The next bars whose turn it is at `now`, by symbol; `null`: none yet. */
  next(now: Instant): { readonly bars: readonly [Bar, ...Bar[]]; readonly notes: readonly IntakeNote[] } | null {
    const turn = Math.min(...[...this.#waiting.values()].flatMap((bars) => [...bars.keys()]));
    const isComplete = this.#options.symbols.every((symbol) => (this.#latest.get(symbol) ?? 0) >= turn);
    const isOverdue = now >= turn + this.#options.timeframe + this.#options.grace;
    if (!Number.isFinite(turn) || !(isComplete || isOverdue)) return null;
    this.#turn = turn;
    const [first, ...others] = [...this.#options.symbols].sort().flatMap((symbol) => this.#pull(symbol, turn));
    if (first === undefined) return null;
    const bars: readonly [Bar, ...Bar[]] = [first, ...others];
    return { bars, notes: bars.flatMap((bar) => this.#follow(bar)) };
  }

  #pull(symbol: string, turn: Instant): readonly Bar[] {
    const waiting = this.#waiting.get(symbol);
    const bar = waiting?.get(turn);
    waiting?.delete(turn);
    return bar === undefined ? [] : [bar];
  }

  #follow({ symbol, openTime }: Bar): readonly IntakeNote[] {
    const expected = (this.#handedOut.get(symbol) ?? openTime - this.#options.timeframe) + this.#options.timeframe;
    this.#handedOut.set(symbol, openTime);
    this.#known.add(`${symbol} ${openTime}`);
    const isMissing = openTime > expected && (!isEquity(symbol) || hasUsSession(expected, openTime));
    return isMissing ? [{ kind: 'missing', symbol, from: expected, to: openTime }] : [];
  }
}
