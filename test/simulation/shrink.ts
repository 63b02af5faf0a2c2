import type { FaultKind } from './engine/faults.ts';
import type { RunOptions } from './run-options.ts';
import { type RunResult, runSeed } from './run-seed.ts';

/**
 * Makes a failing run smaller, greedily, as long as it still fails by the same guarantee: fewer minutes, then fewer kinds of faults.
 */
export async function shrink(failing: RunResult): Promise<RunResult> {
  let smallest = await fewerMinutes(failing);
  for (const kind of [...failing.hits.keys()].sort()) {
    smallest = (await stillFails(smallest, { without: [...smallest.options.without, kind] })) ?? smallest;
  }
  return fewerMinutes(smallest);
}

async function fewerMinutes(failing: RunResult): Promise<RunResult> {
  let smallest = failing;
  for (let minutes = failing.options.minutes - 1; minutes > 0; minutes -= 1) {
    smallest = (await stillFails(smallest, { minutes })) ?? smallest;
  }
  return smallest;
}

async function stillFails(
  failing: RunResult,
  change: Partial<Pick<RunOptions, 'minutes'> & { without: readonly FaultKind[] }>,
): Promise<RunResult | null> {
  const result = await runSeed({ ...failing.options, ...change });
  const isSame = result.findings[0]?.guarantee === failing.findings[0]?.guarantee;
  return isSame && result.findings.length > 0 ? result : null;
}

/** One line that runs it again. */
export function reproduction({ options }: RunResult): string {
  const { seed, venue, minutes, intensity, without, naive } = options;
  const parts = [
    `npm run simulate -- --seeds 1 --from ${seed} --venue ${venue} --minutes ${minutes} --intensity ${intensity}`,
    ...(without.length === 0 ? [] : [`--without ${without.join(',')}`]),
    ...(naive ? ['--naive'] : []),
  ];
  return parts.join(' ');
}
