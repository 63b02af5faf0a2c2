import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { describeIssue } from '#application/contracts/describe-issue.ts';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { ConfigError, riskLimits, timeframeMs } from '#application/contracts/environment-config.ts';
import { exitRules } from '#application/contracts/exit-rules.ts';
import { resendDelays } from '#application/contracts/sections/execution-section.ts';
import { venueRules } from '#application/contracts/venue-rules.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { ParameterError } from '#domain/strategies/parameter-error.ts';
import { findStrategy, type RegisteredStrategy, strategyNames } from '#domain/strategies/registry.ts';
import { DEFAULT_EXECUTION, type ExecutionRules } from '#domain/trading/execution-rules.ts';
import type { SizingRules } from '#domain/trading/size-entry.ts';
import type { PlannedStrategy, TradingPlan } from '#domain/trading/trading-plan.ts';

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
  const cancelAfter = config.session.cancel_after_seconds;
  return {
    environment: config.environment,
    account: config.account,
    currency: parseSymbol(first).quote,
    initialBalance: config.sizing.initial_capital,
    symbols: config.symbols,
    timeframe: timeframeMs(config),
    strategies: config.strategies.map((_, index) => plannedStrategy(config, index)),
    sizing: sizingRules(config),
    limits: riskLimits(config),
    exits: exitRules(config),
    venue: venueRules(sim),
    autoRestart: config.session.auto_restart,
    existing: config.session.existing,
    cancelAfter: cancelAfter === null ? null : cancelAfter * SECOND,
    execution: executionRules(config),
    dryRun: config.dry_run ?? false,
  };
}

function executionRules({ execution }: EnvironmentConfig): ExecutionRules {
  if (execution === undefined) return DEFAULT_EXECUTION;
  const { default_order_type: type, reduce_only_default: isHandReduceOnly, slippage_tolerance: tolerance } = execution;
  return {
    limitTolerance: type === 'limit' ? tolerance : null,
    resendDelays: resendDelays(execution),
    isHandReduceOnly,
  };
}

function sizingRules({ sizing }: EnvironmentConfig): SizingRules {
  return {
    positionSizePct: sizing.position_size_pct,
    minAmount: sizing.position_min_amount,
    maxAmount: sizing.position_max_amount,
    riskPerTrade: sizing.risk_per_trade,
    volatilityTarget: sizing.volatility_target,
    minRanking: sizing.min_signal_ranking,
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
  const symbols = entry.symbols ?? config.symbols;
  return {
    name: entry.name,
    fingerprint: fingerprintOf(strategy, parsed.data),
    symbols,
    running: createStrategy(strategy, entry.params, symbols, `${field}.params`),
  };
}

function createStrategy(strategy: RegisteredStrategy, params: unknown, symbols: readonly string[], path: string) {
  try {
    return strategy.create(params, { symbols });
  } catch (error) {
    if (error instanceof ParameterError)
      throw new ConfigError('configuration', `${path}.${error.parameter}`, error.fault);
    throw error;
  }
}

function fingerprintOf({ name, version }: RegisteredStrategy, parameters: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([name, version, parameters]))
    .digest('hex')
    .slice(0, 16);
}

function parameterFault(path: string, issue: z.core.$ZodIssue | undefined, params: unknown): ConfigError {
  if (issue === undefined) return new ConfigError('configuration', path, 'not valid');
  const { field, fault } = describeIssue(issue, params);
  return new ConfigError('configuration', field === '' ? path : `${path}.${field}`, fault);
}
