import type { Clock } from '#application/ports/clock.ts';

/** The machine's clock; in the local cloud, `Date` is the replay's. */
export const systemClock: Clock = { now: () => Date.now() };

/**
 * Time as it passes outside, for what is between us and a venue: signatures, limits of calls, the circuit. Where `Date` is the replay's it is counted from the
 * start of the process; elsewhere `Date` is better, because a function that sleeps between invocations may count less than has passed.
 */
export const wallClock: Clock = {
  now: () => (isRealDate() ? Date.now() : Math.floor(performance.timeOrigin + performance.now())),
};

function isRealDate(): boolean {
  return Function.prototype.toString.call(Date.now).includes('[native code]');
}
