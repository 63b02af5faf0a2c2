import type { Instant } from '../shared/instant.ts';

/** What may be odd about bars that a replay accepts. */
export const ODDITIES = [
  'gap',
  'short_session',
  'irregular_spacing',
  'zero_volume',
  'flat_run',
  'split',
  'spike',
  'outlier',
] as const;
export type Oddity = (typeof ODDITIES)[number];

/** One place in a series that is odd. */
export interface Observation {
  /** Open of the bar at which it shows. */
  readonly time: Instant;
  readonly describe: () => string;
}

export interface Example {
  readonly time: Instant;
  readonly text: string;
}

/** All observations of one kind. */
export interface Finding<Kind extends string = Oddity> {
  readonly kind: Kind;
  readonly count: number;
  /** The first few, in the order of the series. */
  readonly examples: readonly Example[];
}

export const MAX_EXAMPLES = 5;

/** Counts observations and keeps the first few; `null`: there is none. */
export function tally<Kind extends string>(kind: Kind, observations: Iterable<Observation>): Finding<Kind> | null {
  const examples: Example[] = [];
  let count = 0;
  for (const { time, describe } of observations) {
    count += 1;
    if (count <= MAX_EXAMPLES) examples.push({ time, text: describe() });
  }
  return count === 0 ? null : { kind, count, examples };
}
