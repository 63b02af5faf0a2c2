import { sessionPlan } from '#application/session-plan.ts';
import { resolveReplayOptions } from '#cli/replay/replay-options.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { replay } from '#domain/simulation/replay.ts';
import { syntheticBars } from '#domain/simulation/synthetic-bars.ts';
import { backtestInFloats } from './float-baseline.ts';
import { median } from './print-table.ts';

const BARS = 20_000;
const ROUNDS = 5;
/** One pass of the float loop is too short for the clock. */
const FLOAT_PASSES = 200;

/** Bars per second. */
export interface ReplaySpeed {
  readonly inProcess: number;
  readonly floatLoop: number;
}

/** The replay in this process and the bare float loop, in turn over the same synthetic bars. */
export function measureReplay(): ReplaySpeed {
  const bars = syntheticBars({
    symbol: 'SYN/USD',
    seed: 1,
    start: Date.UTC(2025, 0, 6),
    bars: BARS,
    startCents: 10_000,
  });
  const [opens, closes] = [bars.map((bar) => bar.open), bars.map((bar) => bar.close)];
  const floats = { opens: Float64Array.from(opens), closes: Float64Array.from(closes) };
  const series = seriesOf(bars, MINUTE);
  const { config, sessionKey } = resolveReplayOptions({}, {});
  const setup = { plan: sessionPlan(config), sessionId: sessionIdOf(config.environment, config.account, sessionKey) };
  const samples = Array.from({ length: ROUNDS }, () => ({
    inProcess: BARS / secondsOf(() => replay(setup, series)),
    floatLoop:
      (BARS * FLOAT_PASSES) /
      secondsOf(() => repeat(FLOAT_PASSES, () => backtestInFloats(floats.opens, floats.closes, 10, 50))),
  }));
  return {
    inProcess: median(samples.map((sample) => sample.inProcess)),
    floatLoop: median(samples.map((sample) => sample.floatLoop)),
  };
}

function repeat(times: number, work: () => void): void {
  for (let time = 0; time < times; time += 1) work();
}

function secondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
