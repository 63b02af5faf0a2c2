import type { BarSeries } from '../shared/bar-series.ts';
import type { Candle, PriceChart } from './report-data.ts';

/** Candles of one chart: what a screen can show; and of all charts: what a page can hold. */
const MOST = 2_000;
const MOST_IN_ALL = 30_000;

/** Each series as candles, neighbouring bars drawn as one where there are too many. */
export function priceCharts(allSeries: readonly BarSeries[]): readonly PriceChart[] {
  const most = Math.max(Math.min(MOST, Math.floor(MOST_IN_ALL / allSeries.length)), 1);
  return allSeries.map((series) => priceChart(series, most));
}

function priceChart(series: BarSeries, most: number): PriceChart {
  const width = Math.max(Math.ceil(series.length / most), 1);
  const candles: Candle[] = [];
  for (let first = 0; first < series.length; first += width) {
    candles.push(candleOf(series, first, Math.min(first + width, series.length)));
  }
  return { symbol: series.symbol, candles, bars: series.length };
}

function candleOf(series: BarSeries, first: number, end: number): Candle {
  const { openTime, open, ...bar } = series.at(first);
  let { high, low, close } = bar;
  for (let index = first + 1; index < end; index += 1) {
    const next = series.at(index);
    high = Math.max(high, next.high);
    low = Math.min(low, next.low);
    close = next.close;
  }
  return { time: openTime, open, high, low, close };
}
