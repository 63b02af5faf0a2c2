import { DAY, MINUTE, SECOND } from '#domain/shared/instant.ts';

const UNITS: Readonly<Record<string, number>> = {
  Sec: SECOND,
  Min: MINUTE,
  T: MINUTE,
  Hour: 60 * MINUTE,
  H: 60 * MINUTE,
  Day: DAY,
  D: DAY,
};

/**
 * Milliseconds of a bar length in Alpaca's notation (`1Min`, `4Hour`, `1Day`), `null` when it is none. `Sec` is
 * ours: files may hold bars that the real service does not offer.
 */
export function parseAlpacaTimeframe(text: string): number | null {
  const [, count = '', unit = ''] = /^([1-9][0-9]*)([A-Za-z]+)$/.exec(text) ?? [];
  const length = UNITS[unit];
  return length === undefined ? null : Number(count) * length;
}
