import type { Clock } from '#application/ports/clock.ts';

/** The machine's clock; in the local cloud, `Date` is the replay's. */
export const systemClock: Clock = { now: () => Date.now() };

/** Time as it passes outside, also where `Date` is the replay's: for what is between us and a venue, limits of calls and the circuit. */
export const wallClock: Clock = { now: () => Math.round(performance.timeOrigin + performance.now()) };
