import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeCounts, distributionOf } from '#cli/report/distribution.ts';
import { histogramOf } from '#cli/report/histogram.ts';

describe('histogramOf', () => {
  it('Given values on both sides of 0, When they are counted, Then 0 is an edge and zeros are apart', () => {
    const { bins, zeros } = histogramOf([-2, -1, 0, 0, 1, 1, 2, 4]);

    expect(zeros).toBe(2);
    expect(bins.map(({ lower, count }) => [lower.toNumber(), count])).toEqual([
      [-2, 1],
      [-1, 1],
      [0, 0],
      [1, 2],
      [2, 1],
      [3, 0],
      [4, 1],
    ]);
  });

  it('Given one outlier among 1,000, When they are counted, Then the last bin holds it and says that it is open', () => {
    const { bins } = histogramOf([...Array.from({ length: 999 }, (_, index) => (index % 10) + 1), 1_000_000]);

    expect(bins.at(-1)).toMatchObject({ isOpen: true });
    expect(bins.at(-1)?.upper.toNumber()).toBeLessThan(20);
  });

  it.each([
    ['nothing', [], 0],
    ['zeros only', [0, 0], 0],
    ['one value', [0.001], 1],
    ['equal losses', [-3, -3, -3], 3],
    ['values that are not finite', [Number.NaN, Number.NEGATIVE_INFINITY, 5], 1],
  ])('Given %s, When they are counted, Then the bins are few and hold what is not zero', (_, values, total) => {
    const { bins } = histogramOf(values);

    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(total);
    expect(bins.length).toBeLessThanOrEqual(8);
  });

  it('Given any values, When they are counted, Then every one is in a bin or a zero, and no bin spans 0', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true })), (values) => {
        const { bins, zeros } = histogramOf(values);

        expect(bins.reduce((sum, { count }) => sum + count, zeros)).toBe(values.length);
        expect(bins.length).toBeLessThanOrEqual(33);
        expect(bins.filter(({ lower, upper }) => lower.lt(0) && upper.gt(0))).toEqual([]);
      }),
    );
  });
});

describe('distributionOf', () => {
  it('Given fractions, When their ranges are named, Then they are percent', () => {
    expect(distributionOf([-0.015, 0.004, 0.012], 'fraction').ranges.slice(0, 2)).toEqual([
      '−1.5\u00a0% to −1\u00a0%',
      '−1\u00a0% to −0.5\u00a0%',
    ]);
  });

  it('Given zeros among the values, When they are counted in words, Then the words say so', () => {
    expect(describeCounts(distributionOf([0, 1, 2], 'amount'), 'day')).toBe('3 days, 1 day of exactly 0 not drawn');
  });
});
