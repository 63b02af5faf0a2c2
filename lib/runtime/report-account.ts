import { isMetric, type Measured } from '#application/contracts/metrics.ts';
import type { AccountView } from '#application/ports/ledger.ts';
import { readMetrics } from '#application/reads/read-metrics.ts';
import { killSwitchHolds } from '#domain/risk/kill-self-test.ts';
import { measure } from './observability.ts';
import type { Runtime } from './runtime.ts';

/** Measures the account: the gauges of `GET /metrics` that have a place in CloudWatch, and whether a kill would hold. */
export function reportAccount({ clock, plan }: Pick<Runtime, 'clock' | 'plan'>, view: AccountView | null): void {
  measure({
    ...gaugesOf(view, plan, clock.now()),
    tidegate_kill_self_test: killSwitchHolds(view?.account ?? null) ? 1 : 0,
  });
}

/** A limit's own label becomes a part of the name. */
function gaugesOf(...parameters: Parameters<typeof readMetrics>): Measured {
  const samples = readMetrics(...parameters).flatMap(({ name, samples }) =>
    samples.map(
      ({ labels, value }) => [labels['limit'] === undefined ? name : `${name}_${labels['limit']}`, value] as const,
    ),
  );
  const known = samples.filter(([name, value]) => isMetric(name) && value !== null);
  return Object.fromEntries(known.map(([name, value]) => [name, Number(value)]));
}
