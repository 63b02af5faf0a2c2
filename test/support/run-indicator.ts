import { expect } from 'vitest';
import type { Indicator } from '#domain/indicators/index.ts';

/**
 * What an indicator gives after each input. It runs twice, once on the state as it stands in memory and once on a state that is written
 * to JSON and read back after every input: both must give the same.
 */
export function addAll<State, Input, Value>(
  indicator: Indicator<State, Input, Value>,
  inputs: readonly Input[],
): readonly (Value | null)[] {
  const state = indicator.start();
  const inMemory = inputs.map((input) => JSON.stringify(indicator.add(state, input)));
  let stored = indicator.start();
  const fromJson = inputs.map((input) => {
    const value = indicator.add(stored, input);
    stored = JSON.parse(JSON.stringify(stored));
    return JSON.stringify(value);
  });
  expect(fromJson).toEqual(inMemory);
  return inMemory.map((text) => JSON.parse(text));
}
