import './quiet.ts';
import { describe, expect, test } from 'vitest';
import { runOptions } from './run-options.ts';
import { runSeed } from './run-seed.ts';
import { simulate } from './simulate.ts';

const SEEDS = 50;
/** Of a machine that does other things, too. */
const PATIENCE = 120_000;

function series(seeds: number, given = {}, from = 0) {
  return simulate({ seeds, from, faults: Number.POSITIVE_INFINITY, stateFile: undefined, given, onProgress: () => {} });
}

describe('simulation', () => {
  test(
    `Given ${SEEDS} seeds of faults, races and crashes, Then every guarantee holds after every event and at rest`,
    async () => {
      const { violations, faults, orders, fills, runs } = await series(SEEDS);

      expect(violations).toEqual([]);
      expect(runs).toBe(SEEDS);
      expect(faults).toBeGreaterThan(3_000);
      expect(Math.min(orders, fills)).toBeGreaterThan(300);
    },
    PATIENCE,
  );

  test.each(['forever', 'while_open', 'never'] as const)(
    'Given the same seed twice at a venue that refuses ids %s, Then the event logs are the same, byte for byte',
    async (venue) => {
      const [once, again, other] = await Promise.all([7, 7, 8].map((seed) => runSeed(runOptions(seed, { venue }))));

      expect(again?.hash).toBe(once?.hash);
      expect(other?.hash).not.toBe(once?.hash);
    },
  );

  test(
    'Given a client that repeats a lost POST without asking, Then the checkers find the duplicates',
    async () => {
      const { violations, duplicates } = await series(12, { naive: true, venue: 'never' });

      expect(duplicates).toBeGreaterThan(0);
      expect(violations.every(({ guarantee }) => guarantee === 'G1')).toBe(true);
      expect(violations.length).toBeGreaterThanOrEqual(3);
    },
    PATIENCE,
  );
});
