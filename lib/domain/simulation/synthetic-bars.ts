import type { Bar } from '../shared/bar.ts';
import type { Instant } from '../shared/instant.ts';
import { MINUTE } from '../shared/instant.ts';
import type { Prng } from './prng.ts';
import { createPrng, nextNormal } from './prng.ts';

export interface SyntheticSeries {
  readonly symbol: string;
  readonly seed: number;
  /** Open of the first bar. */
  readonly start: Instant;
  readonly bars: number;
  /** Open of the first bar, in hundredths of the quote currency. */
  readonly startCents: number;
}

/** Standard deviation of one minute's return: about 1.9 % a day. */
const VOLATILITY = 0.0005;

/** Trends last 45 to 165 minutes and drift by up to a third of the volatility a minute. */
const TREND_MINUTES = { least: 45, spread: 120 };
const TREND_STRENGTH = VOLATILITY / 3;

/**
 * One-minute bars of a market that does not exist: a random walk whose drift changes sign from trend to
 * trend, on a tick of 0.01, without gaps. Computed with sums and products only, so that the same seed
 * gives the same bars on every machine.
 */
export function syntheticBars(series: SyntheticSeries): Bar[] {
  const random = createPrng(series.seed);
  const bars: Bar[] = [];
  let cents = series.startCents;
  let trend = { drift: 0, left: 0 };
  for (let index = 0; index < series.bars; index += 1) {
    if (trend.left === 0) trend = nextTrend(random, trend.drift);
    trend = { ...trend, left: trend.left - 1 };
    const openTime = series.start + index * MINUTE;
    const bar = nextBar(random, cents, trend.drift);
    cents = bar.close;
    bars.push({
      symbol: series.symbol,
      openTime,
      closeTime: openTime + MINUTE,
      open: bar.open / 100,
      high: bar.high / 100,
      low: bar.low / 100,
      close: bar.close / 100,
      volume: bar.volume / 1000,
    });
  }
  return bars;
}

function nextTrend(random: Prng, previousDrift: number): { drift: number; left: number } {
  const sign = previousDrift > 0 ? -1 : 1;
  const drift = sign * TREND_STRENGTH * (0.4 + 0.6 * random());
  return { drift, left: TREND_MINUTES.least + Math.floor(TREND_MINUTES.spread * random()) };
}

function nextBar(random: Prng, openCents: number, drift: number) {
  const step = (scale: number): number => Math.round(openCents * VOLATILITY * scale);
  const open = Math.max(2, openCents + step(nextNormal(random) / 10));
  const close = Math.max(2, open + Math.round(openCents * drift) + step(nextNormal(random)));
  const high = Math.max(open, close) + Math.abs(step(nextNormal(random) / 2));
  const low = Math.max(1, Math.min(open, close) - Math.abs(step(nextNormal(random) / 2)));
  const volume = 500 + Math.floor(4_000 * random() * random()) + (high - low) * 5;
  return { open, high, low, close, volume };
}
