import { describe, expect, it } from 'vitest';
import { type Drawdown, DrawdownTrack } from '#domain/reporting/statistics/drawdown.ts';
import { T0 } from '../../support/builders.ts';
import { fixed } from '../../support/session-builders.ts';

/** One bar a minute from T0 on. */
function drawdownOf(initial: number, ...equity: readonly (number | string)[]): Drawdown {
  const track = new DrawdownTrack(fixed(initial), T0);
  equity.forEach((value, index) => {
    track.add(T0 + index * 60_000, fixed(value));
  });
  return track.result();
}

function brief({ fraction, amount, durationMinutes }: Drawdown) {
  return [fraction.toSignificantDigits(6).toNumber(), amount.toNumber(), durationMinutes];
}

describe('DrawdownTrack', () => {
  it.each([
    ['no bar', 100, [], [0, 0, 0]],
    ['a rise only', 100, [100, 110, 120], [0, 0, 0]],
    ['equity that stays at its peak', 100, [100, 100, 100, 100], [0, 0, 0]],
    ['a fall below the initial balance before any peak', 100, [90, 95, 200, 170], [0.15, 30, 2]],
    ['a small relative fall after a larger one', 100, [90, 200, 190], [0.1, 10, 1]],
    ['a fall that is not over', 100, [100, 90, 95, 99], [0.1, 10, 3]],
    ['a peak that is only reached again', 100, [110, 100, 105, 110], [0.090_909_1, 10, 3]],
    ['a long shallow fall and a short deep one', 100, [99, 98, 99, 100, 50, 101], [0.5, 50, 3]],
    ['a fall below 0', 100, [-50], [1.5, 150, 0]],
  ])('Given %s, Then fraction, amount and minutes are right', (_, initial, equity, expected) => {
    expect(brief(drawdownOf(initial, ...equity))).toEqual(expected);
  });

  it('Given the example of the YCharts glossary, Then the maximum is 46.67 %, whatever came between', () => {
    // $100,000 → 150,000 → 90,000 → 120,000 → 80,000 → 200,000: (150,000 − 80,000) ÷ 150,000.
    const drawdown = drawdownOf(100_000, 150_000, 90_000, 120_000, 80_000, 200_000);
    expect(brief(drawdown)).toEqual([0.466_667, 70_000, 4]);
  });

  it('Given the case of freqtrade issue 6655, Then the largest fall in money and the largest in relation are different ones', () => {
    // 1,000 → 500 → 1,000 → 11,000 → 10,000: 50 % of 1,000, and 1,000 of 11,000.
    const { fraction, amount } = drawdownOf(1_000, 1_000, 500, 1_000, 11_000, 10_000);
    expect([fraction.toNumber(), amount.toNumber()]).toEqual([0.5, 1_000]);
  });

  it('Given the mixed returns of empyrical’s tests, Then the maximum is 10 %', () => {
    const values = [1.01, 1.111, 1.066_56, 1.087_891_2, 1.120_527_936, 1.142_938_494_72, 1.154_367_879_667_2];
    const { fraction } = drawdownOf(1, ...values, '1.03893109170048');
    expect(fraction.toNumber()).toBe(0.1);
  });
});
