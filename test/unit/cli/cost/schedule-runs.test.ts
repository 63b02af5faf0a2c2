import { expect, test } from 'vitest';
import { runsPerMonth } from '#cli/cost/schedule-runs.ts';

test.for([
  ['cron(* * * * ? *)', 43_800],
  ['cron(0/5 * * * ? *)', 8_760],
  ['cron(0 22 * * ? *)', 730 / 24],
  ['cron(*/15 9-16 ? * 2-6 *)', (4 * 8 * 5 * 730) / (24 * 7)],
  ['cron(0,30 8,20 * * ? *)', (4 * 730) / 24],
  ['cron(17 3 1 * ? *)', (12 * 730) / (24 * 364)],
  ['rate(1 minute)', 43_800],
  ['rate(6 hours)', 730 / 6],
  ['rate(2 days)', 730 / 48],
] as const)('Given %s, Then it runs %s times in a month of 730 hours', ([expression, runs]) => {
  expect(runsPerMonth(expression)).toBeCloseTo(runs, 9);
});
