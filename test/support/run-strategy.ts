import { expect } from 'vitest';
import type { Bar } from '#domain/shared/bar.ts';
import { findStrategy } from '#domain/strategies/registry.ts';
import type { RunningStrategy, Signal } from '#domain/strategies/strategy.ts';

/** A registered strategy with its parameters fixed. */
export function aStrategy(
  policy: string,
  params: unknown = {},
  symbols: readonly string[] = [],
): RunningStrategy<unknown> {
  const strategy = findStrategy(policy);
  if (strategy === null) throw new Error(`no strategy ${policy}`);
  return strategy.create(params, { symbols });
}

/**
 * The signals at each bar. The strategy runs twice over the bars, once on the state as it stands in memory and once on a state that is
 * written to JSON and read back after every bar: both must say the same.
 */
export function runStrategy(running: RunningStrategy<unknown>, bars: readonly Bar[]): readonly (readonly Signal[])[] {
  const inMemory = signalsOf(running, bars, (state) => state);
  const stored = signalsOf(running, bars, (state) => JSON.parse(JSON.stringify(state)));
  expect(stored).toEqual(inMemory);
  return inMemory;
}

/** The action at each bar, `-` for none. */
export function actionsOf(running: RunningStrategy<unknown>, bars: readonly Bar[]): string[] {
  return runStrategy(running, bars).map((signals) => signals.map(({ action }) => action).join() || '-');
}

function signalsOf(
  running: RunningStrategy<unknown>,
  bars: readonly Bar[],
  keep: (state: unknown) => unknown,
): readonly (readonly Signal[])[] {
  let state = running.initial;
  return bars.map((bar) => {
    const step = running.step(state, bar);
    state = keep(step.state);
    return step.signals;
  });
}
