import type { Bar } from '../shared/bar.ts';
import type { Instant } from '../shared/instant.ts';

/** One step of a replay's clock: some bars open, or some bars close. */
export interface Phase {
  readonly instant: Instant;
  readonly kind: 'OPEN' | 'CLOSE';
  readonly bars: readonly Bar[];
  /** No order may come from the last close: nothing could fill it. */
  readonly isLast: boolean;
}

/**
 * The cycle of all bars of all symbols: every distinct open and close in time order, CLOSE before OPEN at the same
 * instant, bars within a phase by symbol.
 */
export function phasesOf(bars: readonly Bar[]): readonly Phase[] {
  const groups = new Map<string, { instant: Instant; kind: Phase['kind']; bars: Bar[] }>();
  for (const bar of bars) {
    addTo(groups, 'OPEN', bar.openTime, bar);
    addTo(groups, 'CLOSE', bar.closeTime, bar);
  }
  const sorted = [...groups.values()].sort((a, b) => a.instant - b.instant || (a.kind === 'CLOSE' ? -1 : 1));
  return sorted.map((phase, index) => ({
    ...phase,
    bars: phase.bars.sort((a, b) => (a.symbol < b.symbol ? -1 : 1)),
    isLast: index === sorted.length - 1,
  }));
}

function addTo(
  groups: Map<string, { instant: Instant; kind: Phase['kind']; bars: Bar[] }>,
  kind: Phase['kind'],
  instant: Instant,
  bar: Bar,
): void {
  const key = `${kind}${instant}`;
  const group = groups.get(key);
  if (group === undefined) groups.set(key, { instant, kind, bars: [bar] });
  else group.bars.push(bar);
}
