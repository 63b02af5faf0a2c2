import {
  type EnvironmentConfig,
  type Json,
  riskLimits,
  toConfigJson,
} from '#application/contracts/environment-config.ts';
import { exitRules } from '#application/contracts/exit-rules.ts';

/** What a result depends on; the other keys name places and people. */
const SECTIONS = ['timeframe', 'symbols', 'strategies', 'sizing', 'exits', 'risk', 'broker', 'brokers'] as const;

/**
 * All that shaped the run, under the names of `config/<environment>.yaml`: what profile and defaults have filled in is spelled out, `null` is off.
 * With an environment and an account it is a configuration that trades in the same way.
 */
export function settingsOf(config: EnvironmentConfig): { readonly [key: string]: Json } {
  const json = toConfigJson({
    ...config,
    strategies: config.strategies.map((one) => ({ ...one, symbols: one.symbols ?? config.symbols })),
    exits: exitsInForce(config),
    risk: limitsInForce(config),
  });
  return Object.fromEntries(SECTIONS.map((key) => [key, json[key] ?? null]));
}

function exitsInForce(config: EnvironmentConfig): EnvironmentConfig['exits'] {
  const rules = exitRules(config);
  return {
    stop_loss_pct: rules.stopLossPct,
    take_profit_pct: rules.takeProfitPct,
    trailing_stop_pct: rules.trailingStopPct,
    time_exit_bars: rules.timeExitBars,
    profit_exit_amount: rules.profitExitAmount,
    loss_exit_amount: rules.lossExitAmount,
  };
}

function limitsInForce(config: EnvironmentConfig): EnvironmentConfig['risk'] {
  const { protections, universe, ...limits } = riskLimits(config);
  return {
    profile: config.risk.profile,
    ...limits,
    protections: [...protections],
    universe: { allow: universe.allow === null ? null : [...universe.allow], deny: [...universe.deny] },
  };
}
