import { fileURLToPath } from 'node:url';
import { toIso } from '#domain/shared/instant.ts';
import type { SyntheticSeries } from '#domain/simulation/synthetic-bars.ts';
import { syntheticBars } from '#domain/simulation/synthetic-bars.ts';

/** The series behind `bars/synthetic-day.csv`: one trading day, 14:30 to 21:00 UTC, of a market that does not exist. */
export const BUNDLED_SERIES: SyntheticSeries = {
  symbol: 'SYN/USD',
  seed: 3,
  start: Date.UTC(2025, 0, 6, 14, 30),
  bars: 390,
  startCents: 10_000,
};

/** Where the bundled bars are. */
export const BUNDLED_BARS_FILE = fileURLToPath(new URL('../../../bars/synthetic-day.csv', import.meta.url));

/** The content of the bundled file. Every row says in the column `source` that it is synthetic. */
export function renderBundledBars(series: SyntheticSeries = BUNDLED_SERIES): string {
  const rows = syntheticBars(series).map((bar) =>
    [
      toIso(bar.openTime),
      ...[bar.open, bar.high, bar.low, bar.close].map((price) => price.toFixed(2)),
      bar.volume.toFixed(3),
      'synthetic',
    ].join(','),
  );
  return `${['timestamp,open,high,low,close,volume,source', ...rows].join('\n')}\n`;
}
