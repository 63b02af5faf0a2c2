import { DAY, type Instant } from '../shared/instant.ts';

/** Times of bars, ascending, each once. */
export type BarTimes = Float64Array;

/** Milliseconds from bar `index − 1` to bar `index`. */
export function stepBefore(times: BarTimes, index: number): number {
  return timeAt(times, index) - timeAt(times, index - 1);
}

/** @throws {RangeError} outside the times. */
export function timeAt(times: BarTimes, index: number): Instant {
  const time = times[index];
  if (time === undefined) throw new RangeError(`no bar ${index} of ${times.length}`);
  return time;
}

/** The step that most bars follow the one before after, the smaller of two as common; `null` for a single bar. */
export function usualStep(times: BarTimes): number | null {
  const counts = new Map<number, number>();
  for (let index = 1; index < times.length; index += 1) {
    const step = stepBefore(times, index);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [usual] = [...counts].sort(([step, count], [other, otherCount]) => otherCount - count || step - other);
  return usual?.[0] ?? null;
}

/** Milliseconds since midnight UTC. */
export function timeOfDay(time: Instant): number {
  return ((time % DAY) + DAY) % DAY;
}
