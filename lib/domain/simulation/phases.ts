import type { Bar } from '../shared/bar.ts';
import type { BarSeries } from '../shared/bar-series.ts';
import type { Instant } from '../shared/instant.ts';

/** One step of a replay's clock: some bars open, or some bars close. */
export interface Phase {
  readonly instant: Instant;
  readonly kind: 'OPEN' | 'CLOSE';
  /** By symbol. */
  readonly bars: readonly Bar[];
  /** No order may come from the last close: nothing could fill it. */
  readonly isLast: boolean;
}

/** How far a series has been walked. */
interface Walk {
  readonly series: BarSeries;
  /** Bars opened so far; the last of them is still open while `open` is set. */
  opened: number;
  open: Bar | null;
  /** When the open bar closes, else when the next one opens; `Infinity` at the end. */
  due: Instant;
}

/**
 * The cycle of all bars of all symbols: every distinct open and close in time order, CLOSE before OPEN at the same
 * instant. Made as they are asked for, so that a year of minutes needs no list of them.
 */
export function* phasesOf(allSeries: readonly BarSeries[]): Generator<Phase> {
  const walks = [...allSeries]
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
    .map((series): Walk => ({ series, opened: 0, open: null, due: series.openTime(0) }));
  for (let instant = firstDue(walks); instant !== Number.POSITIVE_INFINITY; ) {
    const closed = closeAll(walks, instant);
    const isClose = closed.length > 0;
    const bars = isClose ? closed : openAll(walks, instant);
    const next = firstDue(walks);
    yield { instant, kind: isClose ? 'CLOSE' : 'OPEN', bars, isLast: next === Number.POSITIVE_INFINITY };
    instant = next;
  }
}

function firstDue(walks: readonly Walk[]): Instant {
  let first = Number.POSITIVE_INFINITY;
  for (const { due } of walks) if (due < first) first = due;
  return first;
}

function closeAll(walks: readonly Walk[], instant: Instant): readonly Bar[] {
  const bars: Bar[] = [];
  for (const walk of walks) {
    if (walk.open === null || walk.due !== instant) continue;
    bars.push(walk.open);
    walk.open = null;
    walk.due = walk.series.openTime(walk.opened);
  }
  return bars;
}

function openAll(walks: readonly Walk[], instant: Instant): readonly Bar[] {
  const bars: Bar[] = [];
  for (const walk of walks) {
    if (walk.due !== instant) continue;
    const bar = walk.series.at(walk.opened);
    bars.push(bar);
    walk.opened += 1;
    walk.open = bar;
    walk.due = bar.closeTime;
  }
  return bars;
}
