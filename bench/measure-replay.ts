import { sessionPlan } from '#application/sessions/session-plan.ts';
import { resolveReplayOptions } from '#cli/replay/replay-options.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { replay } from '#domain/simulation/replay.ts';
import type { ReplaySetup } from '#domain/simulation/replayed-session.ts';
import { BENCH_BARS, benchBars } from './bench-bars.ts';
import { backtestInFloats } from './float-baseline.ts';
import { median } from './print-table.ts';

const ROUNDS = 5;
/** One pass of the float loop is too short for the clock. */
const FLOAT_PASSES = 50;
/** What the replay of a benchmark trades with: sizing and costs on. */
export const BENCH_FLAGS = { commissionBps: '10', slippageBps: '5', sizePct: '50' } as const;

/** Bars per second. */
export interface ReplaySpeed {
  readonly inProcess: number;
  readonly floatLoop: number;
  readonly fills: number;
}

/** The replay in this process, without its files, and the bare float loop, in turn over the same synthetic bars. */
export function measureReplay(): ReplaySpeed {
  const bars = benchBars(BENCH_BARS);
  const floats = {
    opens: Float64Array.from(bars, (bar) => bar.open),
    closes: Float64Array.from(bars, (bar) => bar.close),
  };
  const series = seriesOf(bars, MINUTE);
  const setup = benchSetup();
  let fills = 0;
  const samples = Array.from({ length: ROUNDS }, () => ({
    inProcess:
      BENCH_BARS /
      secondsOf(() => {
        fills = replay(setup, series, { onOrder: () => undefined, onSnapshot: () => undefined }).fills.length;
      }),
    floatLoop:
      (BENCH_BARS * FLOAT_PASSES) /
      secondsOf(() => repeat(FLOAT_PASSES, () => backtestInFloats(floats.opens, floats.closes, 10, 50))),
  }));
  return {
    inProcess: median(samples.map((sample) => sample.inProcess)),
    floatLoop: median(samples.map((sample) => sample.floatLoop)),
    fills,
  };
}

function benchSetup(): ReplaySetup {
  const { config, sessionKey } = resolveReplayOptions(BENCH_FLAGS, {});
  return { plan: sessionPlan(config), sessionId: sessionIdOf(config.environment, config.account, sessionKey) };
}

function repeat(times: number, work: () => void): void {
  for (let time = 0; time < times; time += 1) work();
}

function secondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
