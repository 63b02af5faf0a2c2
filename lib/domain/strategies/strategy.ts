import type * as z from 'zod/mini';
import type { ExactPrice } from '../indicators/exact-price.ts';
import type { Bar } from '../shared/bar.ts';

/** `SELL` leaves a long position (and may open a short one where that is allowed); `CLOSE` leaves any; `HOLD` asks for nothing. */
export const SIGNAL_ACTIONS = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const;
export type SignalAction = (typeof SIGNAL_ACTIONS)[number];

/** What a strategy wishes. Prices are floats, or decimal text where a float would lose digits. */
export interface Signal {
  readonly action: SignalAction;
  /** 0–100; the highest goes first when several signals compete. */
  readonly ranking: number;
  readonly reason: string;
  /** Protective stop of the position that the signal opens: below the price for BUY, above it for SELL. */
  readonly stop?: ExactPrice;
  /** Take-profit price of that position: above the price for BUY, below it for SELL. */
  readonly target?: ExactPrice;
  /** Worst price that is acceptable; a market order without it. */
  readonly limit?: ExactPrice;
  /** BUY only: the fraction 0–1 of equity that the symbol should make up, bought or sold towards. */
  readonly targetWeight?: number;
  /** With `targetWeight`: the distance from it, as a fraction of equity, up to which nothing is done. Default 0. */
  readonly band?: number;
}

export interface Step<State> {
  readonly state: State;
  readonly signals: readonly Signal[];
}

/**
 * A strategy with its parameters fixed.
 *
 * `State` is plain JSON, so that it survives the process: a step is a function of the state's JSON text and the bar, and of nothing else.
 */
export interface RunningStrategy<State> {
  /** Bars to be seen before its signals count: all that the rule looks back on, and until the seed of an average has faded. */
  readonly warmup: number;
  /** State before the first bar of a symbol. A registered strategy gives a fresh copy at each reading. */
  readonly initial: State;
  /**
   * Takes one closed bar of one symbol. A step owns the state that it is given: it may change it in place and hand it back, which
   * keeps it O(1). Whoever calls it must not use that state again, only the returned one.
   */
  readonly step: (state: State, bar: Bar) => Step<State>;
}

/** What a strategy may know of the session beside its parameters. */
export interface StrategyContext {
  /** The symbols that this strategy sees, in canonical form. */
  readonly symbols: readonly string[];
}

/** One strategy file: its name, where the rule comes from, a schema of its parameters, and the rule itself. */
export interface StrategyDefinition<Schema extends z.ZodMiniType, State> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Raised whenever the shape or meaning of the state changes: a stored state of another version is warmed up anew. Default 1. */
  readonly version?: number;
  readonly parameters: Schema;
  /** @throws {ParameterError} for parameters that do not fit the context. */
  readonly create: (parameters: z.output<Schema>, context: StrategyContext) => RunningStrategy<State>;
}

/** Keeps the parameter and state types of a strategy file together. */
export function defineStrategy<Schema extends z.ZodMiniType, State>(
  definition: StrategyDefinition<Schema, State>,
): StrategyDefinition<Schema, State> {
  return definition;
}
