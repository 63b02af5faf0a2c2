import type * as z from 'zod/mini';
import type { Bar } from '../shared/bar.ts';

/** `SELL` leaves a long position (and may open a short one where that is allowed); `CLOSE` leaves any. */
export const SIGNAL_ACTIONS = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const;
export type SignalAction = (typeof SIGNAL_ACTIONS)[number];

export interface Signal {
  readonly action: SignalAction;
  /** 0–100; the highest goes first when several signals compete. */
  readonly ranking: number;
  readonly reason: string;
}

export interface Step<State> {
  readonly state: State;
  readonly signals: readonly Signal[];
}

/** A strategy with its parameters fixed. `State` is plain JSON, so that it survives the process. */
export interface RunningStrategy<State> {
  /** Bars needed before the first signal can come. */
  readonly warmup: number;
  readonly initial: State;
  /** Pure: never changes `state`, looks at nothing but its arguments. */
  readonly step: (state: State, bar: Bar) => Step<State>;
}

/** One strategy file: its name, where the rule comes from, a schema of its parameters, and the rule itself. */
export interface StrategyDefinition<Schema extends z.ZodMiniType, State> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly parameters: Schema;
  readonly create: (parameters: z.output<Schema>) => RunningStrategy<State>;
}

/** Keeps the parameter and state types of a strategy file together. */
export function defineStrategy<Schema extends z.ZodMiniType, State>(
  definition: StrategyDefinition<Schema, State>,
): StrategyDefinition<Schema, State> {
  return definition;
}
