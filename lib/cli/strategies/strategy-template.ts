import type { StrategyNames } from './strategy-names.ts';

/** A strategy that works: a rule of few lines, to be replaced. */
export function renderStrategy({ name, identifier }: StrategyNames): string {
  return `import * as z from 'zod/mini';
import { defineStrategy, type Signal } from './strategy.ts';

const parameters = z.strictObject({
  length: z._default(z.int().check(z.minimum(1), z.maximum(5000), z.describe('rising closes in a row')), 3),
});

/** Plain JSON, which is stored between two bars. A step may change it in place. */
interface State {
  lastClose: number | null;
  streak: number;
}

const NONE: readonly Signal[] = [];

/** Enters after \`length\` rising closes in a row, leaves at the first close that falls. */
export const ${identifier} = defineStrategy({
  name: '${name}',
  summary: 'Buys a streak of rising closes, leaves at the first falling one',
  source: 'An example; not a recommendation',
  parameters,
  create: ({ length }) => ({
    warmup: length + 1,
    initial: { lastClose: null, streak: 0 } as State,
    step: (state: State, bar) => {
      const change = state.lastClose === null ? 0 : bar.close - state.lastClose;
      state.streak = change > 0 ? state.streak + 1 : 0;
      state.lastClose = bar.close;
      if (state.streak === length) return { state, signals: [rising(length)] };
      return { state, signals: change < 0 ? [FALLING] : NONE };
    },
  }),
});

const FALLING: Signal = { action: 'SELL', ranking: 50, reason: 'the close fell' };

function rising(length: number): Signal {
  return { action: 'BUY', ranking: 50, reason: \`\${length} rising closes\` };
}
`;
}

/** Its test, on bars that can be checked by hand. */
export function renderStrategyTest({ name }: StrategyNames): string {
  return `import { describe, expect, it } from 'vitest';
import { barsOf } from '../../support/builders.ts';
import { actionsOf, aStrategy } from '../../support/run-strategy.ts';

describe('${name}', () => {
  it.each([
    ['two rises in a row', [1, 2, 3], ['-', '-', 'BUY']],
    ['a third rise', [1, 2, 3, 4], ['-', '-', 'BUY', '-']],
    ['a close that stays', [1, 2, 2, 3], ['-', '-', '-', '-']],
    ['a fall', [1, 2, 3, 2], ['-', '-', 'BUY', 'SELL']],
  ])('Given %s (length 2), Then the signals are as listed', (_, closes, expected) => {
    expect(actionsOf(aStrategy('${name}', { length: 2 }), barsOf(closes))).toEqual(expected);
  });

  it.each([{ length: 0 }, { length: 1.5 }, { size: 3 }])('Given %j, Then it is refused', (params) => {
    expect(() => aStrategy('${name}', params)).toThrow();
  });
});
`;
}
