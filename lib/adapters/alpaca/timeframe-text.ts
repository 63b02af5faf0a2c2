import { DAY, MINUTE, SECOND } from '#domain/shared/instant.ts';

const UNITS = [
  [DAY, 'Day'],
  [60 * MINUTE, 'Hour'],
  [MINUTE, 'Min'],
  [SECOND, 'Sec'],
] as const;

/** A bar length in milliseconds as Alpaca writes it: `1Min`, `4Hour`, `1Day`. Seconds are served by the local cloud only. */
export function timeframeText(timeframe: number): string {
  const unit = UNITS.find(([length]) => timeframe >= length && timeframe % length === 0);
  if (unit === undefined) {
    throw new RangeError(`timeframe: received ${timeframe} ms, expected a multiple of ${SECOND}`);
  }
  return `${timeframe / unit[0]}${unit[1]}`;
}
