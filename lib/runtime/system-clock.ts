import type { Clock } from '#application/ports/clock.ts';

/** The machine's clock; in the local cloud, `Date` is the replay's. */
export const systemClock: Clock = { now: () => Date.now() };
