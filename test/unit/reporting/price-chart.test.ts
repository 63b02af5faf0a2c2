import { describe, expect, it } from 'vitest';
import { priceCharts } from '#domain/reporting/price-chart.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { barsOf, T0 } from '../../support/builders.ts';

const closes = (count: number) => Array.from({ length: count }, (_, index) => 100 + (index % 7));
const chartOf = (count: number, symbols = 1) =>
  priceCharts(Array.from({ length: symbols }, (_, n) => seriesOf(barsOf(closes(count), `S${n}/USD`), 60_000)).flat());

describe('priceCharts', () => {
  it('Given few bars, Then each is a candle', () => {
    expect(chartOf(3)[0]?.candles).toEqual([
      { time: T0, open: 100, high: 100, low: 100, close: 100 },
      { time: T0 + 60_000, open: 100, high: 101, low: 100, close: 101 },
      { time: T0 + 120_000, open: 101, high: 102, low: 101, close: 102 },
    ]);
  });

  it('Given more than 2,000 bars, Then neighbours share a candle of first open, extremes and last close', () => {
    const candles = chartOf(2_001)[0]?.candles ?? [];
    expect(candles).toHaveLength(1_001);
    expect(candles[1]).toEqual({ time: T0 + 120_000, open: 101, high: 103, low: 101, close: 103 });
    expect(candles.at(-1)?.time).toBe(T0 + 2_000 * 60_000);
  });

  it('Given fifty symbols, Then all charts together stay within 30,000 candles', () => {
    const charts = chartOf(1_000, 50);
    expect(charts.reduce((sum, { candles }) => sum + candles.length, 0)).toBeLessThanOrEqual(30_000);
  });
});
