import type * as z from 'zod/mini';
import { buyHold } from './buy-hold.ts';
import { smaFastSlow } from './sma-fast-slow.ts';
import type { RunningStrategy, StrategyDefinition } from './strategy.ts';

/** A strategy as the rest of the program sees it: its state is opaque JSON. */
export interface RegisteredStrategy {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly parameters: z.ZodMiniType;
  /** Throws zod’s error when the parameters do not fit the schema. */
  readonly create: (parameters: unknown) => RunningStrategy<unknown>;
}

/** Every strategy by its name. To add one: write its file, name it here. */
const STRATEGIES: readonly RegisteredStrategy[] = [register(smaFastSlow), register(buyHold)];

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
    parameters: definition.parameters,
    create: (parameters) => hideState(definition.create(definition.parameters.parse(parameters))),
  };
}

/** The state comes back from storage as the strategy made it, so its type need not be known outside. */
function hideState<State>(strategy: RunningStrategy<State>): RunningStrategy<unknown> {
  return {
    warmup: strategy.warmup,
    initial: strategy.initial,
    step: (state, bar) => strategy.step(state as State, bar),
  };
}
