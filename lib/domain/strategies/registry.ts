import type * as z from 'zod/mini';
import { buyHold } from './buy-hold.ts';
import { darvasBox } from './darvas-box.ts';
import { macdMomentum } from './macd-momentum.ts';
import { rebalance } from './rebalance.ts';
import { rsiReversal } from './rsi.ts';
import { smaFastSlow } from './sma-fast-slow.ts';
import type { RunningStrategy, StrategyContext, StrategyDefinition } from './strategy.ts';

/** A strategy as the rest of the program sees it: its state is opaque JSON. */
export interface RegisteredStrategy {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Of its state's layout: belongs into every fingerprint under which a state is stored. */
  readonly version: number;
  readonly parameters: z.ZodMiniType;
  /**
   * Throws zod’s error when the parameters do not fit the schema.
   *
   * @throws {ParameterError} when they do not fit the context.
   */
  readonly create: (parameters: unknown, context: StrategyContext) => RunningStrategy<unknown>;
}

/** Every strategy by its name. To add one: write its file, name it here. */
const STRATEGIES: readonly RegisteredStrategy[] = [
  register(smaFastSlow),
  register(macdMomentum),
  register(rsiReversal),
  register(darvasBox),
  register(buyHold),
  register(rebalance),
];

const ALIASES: Readonly<Record<string, string>> = { sma_cross: 'sma_fast_slow' };

export function strategyNames(): readonly string[] {
  return STRATEGIES.map((strategy) => strategy.name);
}

/** The strategy of that name or alias; `null` when there is none. */
export function findStrategy(name: string): RegisteredStrategy | null {
  const canonical = ALIASES[name] ?? name;
  return STRATEGIES.find((strategy) => strategy.name === canonical) ?? null;
}

function register<Schema extends z.ZodMiniType, State>(
  definition: StrategyDefinition<Schema, State>,
): RegisteredStrategy {
  return {
    name: definition.name,
    summary: definition.summary,
    source: definition.source,
    version: definition.version ?? 1,
    parameters: definition.parameters,
    create: (parameters, context) => hideState(definition.create(definition.parameters.parse(parameters), context)),
  };
}

/**
 * The state comes back from storage as the strategy made it, so its type need not be known outside. Steps own their state, so each
 * symbol begins with a copy of its own.
 */
function hideState<State>(strategy: RunningStrategy<State>): RunningStrategy<unknown> {
  const initial = JSON.stringify(strategy.initial);
  return {
    warmup: strategy.warmup,
    get initial(): unknown {
      return JSON.parse(initial);
    },
    step: (state, bar) => strategy.step(state as State, bar),
  };
}
