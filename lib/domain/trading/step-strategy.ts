import type { Bar } from '../shared/bar.ts';
import type { Step } from '../strategies/strategy.ts';
import { StrategyError } from './raise-signals.ts';
import type { PlannedStrategy } from './trading-plan.ts';

/**
 * One bar more for a strategy. It owns the state that it is given: the caller goes on with the one that it returns.
 *
 * @throws {StrategyError} when its rule throws.
 */
export function stepStrategy({ name, running }: PlannedStrategy, state: unknown, bar: Bar): Step<unknown> {
  try {
    return running.step(state, bar);
  } catch (cause) {
    throw new StrategyError(name, bar, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
