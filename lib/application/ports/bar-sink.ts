import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** Where bars of one symbol are kept for good, ascending. */
export interface BarSink {
  /** Open of the last bar that is kept; `null`: there is none. */
  readonly lastOpen: Instant | null;
  /** When it returns, the bars survive a crash; a crash before keeps some first ones of them, or none. */
  append(bars: readonly Bar[]): void;
}
