import { setFlagsFromString } from 'node:v8';

/** From so many bars on, memory counts more than a tenth of the time. */
const MANY_BARS = 250_000;

/**
 * Keeps the heap of a long replay small: what it makes of each bar is garbage at once, and V8 would rather let that pile up to hundreds of
 * megabytes than collect it early.
 */
export function keepHeapLean(bars: number): void {
  if (bars < MANY_BARS) return;
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}
