import { closeSync, openSync, writeSync } from 'node:fs';
import type { Bar } from '#domain/shared/bar.ts';
import { toIso } from '#domain/shared/instant.ts';
import { syntheticBars } from '#domain/simulation/synthetic-bars.ts';

/** Bars of the replay benchmarks: 83 days of minutes. */
export const BENCH_BARS = 120_000;

/** Synthetic one-minute bars, the same in every run. */
export function benchBars(count: number): Bar[] {
  return syntheticBars({
    symbol: 'SYN/USD',
    seed: 1,
    start: Date.UTC(2025, 0, 6),
    bars: count,
    startCents: 1_000_000,
  });
}

/** The same as a CSV file. */
export function writeBenchBars(path: string, count: number): void {
  const file = openSync(path, 'w');
  writeSync(file, 'timestamp,open,high,low,close,volume\n');
  const bars = benchBars(count);
  for (let start = 0; start < bars.length; start += 10_000) {
    writeSync(
      file,
      bars
        .slice(start, start + 10_000)
        .map(renderRow)
        .join(''),
    );
  }
  closeSync(file);
}

function renderRow({ openTime, open, high, low, close, volume }: Bar): string {
  return `${toIso(openTime)},${open},${high},${low},${close},${volume}\n`;
}
