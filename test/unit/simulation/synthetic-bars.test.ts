import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPrng, nextNormal } from '#domain/simulation/prng.ts';
import { syntheticBars } from '#domain/simulation/synthetic-bars.ts';

describe('createPrng', () => {
  it('Given a seed, Then the stream is pinned, and another seed gives another one', () => {
    const random = createPrng(1);
    expect([random(), random(), random()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
    expect(createPrng(2)()).not.toBe(createPrng(1)());
  });

  it('Given many draws, Then they are in [0, 1) and the normals have mean 0 and deviation 1', () => {
    const random = createPrng(7);
    const normals = Array.from({ length: 20_000 }, () => nextNormal(random));
    const mean = normals.reduce((a, b) => a + b, 0) / normals.length;
    const variance = normals.reduce((a, b) => a + (b - mean) ** 2, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    expect(Array.from({ length: 10_000 }, random).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});

describe('syntheticBars', () => {
  it('Given any seed and price, Then every bar is sound and follows the one before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.integer({ min: 1, max: 1_000_000 }), (seed, startCents) => {
        const bars = syntheticBars({ symbol: 'SYN/USD', seed, start: 0, bars: 50, startCents });
        for (const [index, bar] of bars.entries()) {
          expect(bar.openTime).toBe(index * 60_000);
          expect(bar.low > 0 && bar.low <= bar.open && bar.low <= bar.close).toBe(true);
          expect(bar.high >= bar.open && bar.high >= bar.close && bar.volume > 0).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
