import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { describeIssue } from '#application/contracts/describe-issue.ts';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { ConfigError, riskLimits, timeframeMs } from '#application/contracts/environment-config.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { findStrategy, strategyNames } from '#domain/strategies/registry.ts';
import type { PlannedStrategy, TradingPlan } from '#domain/strategies/trading-plan.ts';

const BASIS_POINTS = new Decimal(10_000);

/**
 * Turns a configuration into the plan that handlers and replay trade by.
 *
 * @throws {ConfigError} for a policy that does not exist or parameters that its schema refuses.
 */
export function sessionPlan(config: EnvironmentConfig): TradingPlan {
  const [first] = config.symbols;
  if (first === undefined)
    throw new ConfigError('configuration', 'symbols', 'received an empty list, expected at least one symbol');
  const { sim } = config.brokers;
  return {
    environment: config.environment,
    account: config.account,
    currency: parseSymbol(first).quote,
    initialBalance: config.sizing.initial_capital,
    symbols: config.symbols,
    timeframe: timeframeMs(config),
    strategies: config.strategies.map((_, index) => plannedStrategy(config, index)),
    sizing: { positionSizePct: config.sizing.position_size_pct, lot: sim.lot },
    limits: riskLimits(config),
    costs: {
      commissionRate: sim.commission_bps.div(BASIS_POINTS),
      slippageRate: sim.slippage_bps.div(BASIS_POINTS),
      lot: sim.lot,
      tick: sim.tick,
    },
  };
}

function plannedStrategy(config: EnvironmentConfig, index: number): PlannedStrategy {
  const entry = config.strategies[index];
  const field = `strategies.${index}`;
  if (entry === undefined) throw new RangeError(`no strategy ${index}`);
  const strategy = findStrategy(entry.policy);
  if (strategy === null) {
    const expected = strategyNames().join(', ');
    throw new ConfigError('configuration', `${field}.policy`, `received ${entry.policy}, expected one of ${expected}`);
  }
  const parsed = z.safeParse(strategy.parameters, entry.params);
  if (!parsed.success) throw parameterFault(`${field}.params`, parsed.error.issues[0], entry.params);
  return {
    name: entry.name,
    fingerprint: fingerprintOf(strategy.name, parsed.data),
    symbols: entry.symbols ?? config.symbols,
    running: strategy.create(entry.params),
  };
}

function fingerprintOf(policy: string, parameters: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([policy, parameters]))
    .digest('hex')
    .slice(0, 16);
}

function parameterFault(path: string, issue: z.core.$ZodIssue | undefined, params: unknown): ConfigError {
  if (issue === undefined) return new ConfigError('configuration', path, 'not valid');
  const { field, fault } = describeIssue(issue, params);
  return new ConfigError('configuration', field === '' ? path : `${path}.${field}`, fault);
}
