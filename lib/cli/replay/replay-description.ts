import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import type { RunDescription } from '#domain/reporting/session-records.ts';
import type { BarSeries } from '#domain/shared/bar-series.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { settingsOf } from './replay-settings.ts';

/** What `summary.json` tells of the run beside its records. */
export function describeRun(
  config: EnvironmentConfig,
  series: readonly BarSeries[],
  dataSha256: string,
  annualisation: number,
): RunDescription {
  const [strategy, ...more] = config.strategies;
  return {
    strategy: config.strategies.map(({ policy }) => policy).join(','),
    params:
      more.length === 0
        ? (strategy?.params ?? {})
        : Object.fromEntries(config.strategies.map((one) => [one.name, one.params])),
    seed: config.brokers.sim.seed,
    lot: config.brokers.sim.lot,
    dataSha256,
    initialBalance: config.sizing.initial_capital,
    currency: parseSymbol(config.symbols[0] ?? '').quote,
    annualisation,
    firstBarOpen: Math.min(...series.map((one) => one.openTime(0))),
    lastBarClose: Math.max(...series.map((one) => one.closeTime(one.length - 1))),
    bars: series.reduce((sum, { length }) => sum + length, 0),
    settings: settingsOf(config),
  };
}
