import { type RunOptions, runOptions } from './run-options.ts';
import { type RunResult, runSeed } from './run-seed.ts';
import { reproduction, shrink } from './shrink.ts';
import { addRun, loadTotals, saveTotals, type Totals } from './totals.ts';

export interface SimulateOptions {
  /** At most so many. */
  readonly seeds: number;
  readonly from: number;
  /** Until so many faults have been hit, in all the series that the state file counts. */
  readonly faults: number;
  readonly stateFile: string | undefined;
  readonly given: Partial<RunOptions>;
  readonly onProgress: (line: string) => void;
}

const PROGRESS_EVERY = 50;

/** One seed after the other until there are enough. A seed that fails is shrunk and told in one line; the series goes on. */
export async function simulate(options: SimulateOptions): Promise<Totals> {
  const totals = loadTotals(options.stateFile, options.from);
  for (let count = 0; count < options.seeds && totals.faults < options.faults; count += 1) {
    const started = performance.now();
    const result = await runSeed(runOptions(totals.nextSeed, options.given));
    addRun(totals, result);
    for (const line of result.log) options.onProgress(line);
    if (result.findings.length > 0) await tellFailure(result, totals, options);
    totals.milliseconds += performance.now() - started;
    if ((count + 1) % PROGRESS_EVERY === 0) {
      options.onProgress(`${totals.runs} seeds, ${totals.faults} faults hit, ${totals.violations.length} violations`);
      saveTotals(options.stateFile, totals);
    }
  }
  saveTotals(options.stateFile, totals);
  return totals;
}

async function tellFailure(result: RunResult, totals: Totals, { onProgress }: SimulateOptions): Promise<void> {
  const smallest = result.options.naive || result.options.keepsLog ? result : await shrink(result);
  const [finding] = smallest.findings;
  if (finding === undefined) return;
  const { guarantee, text } = finding;
  totals.violations.push({ guarantee, text, reproduction: reproduction(smallest) });
  onProgress(`${guarantee} ${text}\n  ${reproduction(smallest)}`);
}
