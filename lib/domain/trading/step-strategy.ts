import type { Bar } from '../shared/bar.ts';
import type { Step } from '../strategies/strategy.ts';
import { StrategyError } from './raise-signals.ts';
import { stateFault } from './state-fault.ts';
import type { PlannedStrategy } from './trading-plan.ts';

/**
 * One bar more for a strategy. It owns the state that it is given: the caller goes on with the one that it returns.
 *
 * @throws {StrategyError} when its rule throws, or returns something else than a state and signals.
 */
export function stepStrategy(strategy: PlannedStrategy, state: unknown, bar: Bar): Step<unknown> {
  const step = takeStep(strategy, state, bar);
  if (isStep(step)) return step;
  throw new StrategyError(strategy.name, bar, stepFault(step));
}

/**
 * Looks whether a state can be stored. That takes as long as the state is large, so it is not done at each bar of a replay.
 *
 * @throws {StrategyError} when it is not plain JSON.
 */
export function requireStorable(name: string, state: unknown, bar: Bar): void {
  const fault = stateFault(state);
  if (fault !== null) throw new StrategyError(name, bar, fault);
}

function takeStep({ name, running }: PlannedStrategy, state: unknown, bar: Bar): unknown {
  try {
    return running.step(state, bar);
  } catch (cause) {
    throw new StrategyError(name, bar, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A strategy is code that no type checker may have seen. */
function isStep(step: unknown): step is Step<unknown> {
  if (typeof step !== 'object' || step === null) return false;
  return 'state' in step && step.state !== undefined && 'signals' in step && Array.isArray(step.signals);
}

const EXPECTED = 'expected { state, signals }';

function stepFault(step: unknown): string {
  if (typeof step !== 'object' || step === null) return `received ${kindOf(step)} from its step, ${EXPECTED}`;
  if (step instanceof Promise) return `received a promise from its step, ${EXPECTED}: a step is not async`;
  if (Array.isArray(step)) return `received a list from its step, ${EXPECTED}`;
  if (!('state' in step) || step.state === undefined) return `received no state from its step, ${EXPECTED}`;
  return `received ${kindOf('signals' in step ? step.signals : undefined)} as signals from its step, expected a list`;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
