import { awaitLines, ORDER_PATH, waitingLines } from './await-lines.ts';
import type { Side } from './engine/engine.ts';
import { type RunOptions, runOptions } from './run-options.ts';
import { type RunResult, runSeed } from './run-seed.ts';

/** A point at which a function of the order path may die, and the smallest of the scenarios that passes it. */
export interface CrashPoint {
  readonly name: string;
  readonly scenario: RunOptions;
}

export interface CrashTable {
  readonly points: readonly CrashPoint[];
  /** What is waited for, e.g. `place-order › broker.placeOrder`, and `file:line` of the awaits that wait for it. */
  readonly waits: ReadonlyMap<string, ReadonlySet<string>>;
  /** `file:line` of every await of the order path that no point waits in. */
  readonly unseen: readonly string[];
}

const WITHOUT = ['crash_before', 'crash_after', 'external_fill'] as const;
const SMALL = { minutes: 3, without: WITHOUT };

/** Three minutes in which everything goes wrong but crashes. */
function stormy(seed: number): RunOptions {
  return runOptions(seed, { ...SMALL, intensity: 1.6 });
}

/** Two invocations with one order, and a venue that refuses one of them. */
function crowded(seed: number): RunOptions {
  const rates = { message_concurrent: 0.6, post_rejected: 0.35, post_answer_lost: 0.3 };
  return runOptions(seed, { ...SMALL, intensity: 1, venue: 'forever', rates });
}

/** The list of fills does not answer while orders are open whose answer was lost. */
function deaf(seed: number): RunOptions {
  const rates = { fills_unreachable: 0.5, post_answer_lost: 0.5, look_up_unreachable: 0.3 };
  return runOptions(seed, { ...SMALL, intensity: 1, rates });
}

/** Found by trying: together these pass every await of the order path. When they do no more, the first few hundred seeds are tried again. */
const FOUND = [...[687, 94, 199, 135, 165, 101, 327, 64].map(crowded), ...[40, 256, 242, 6, 323].map(stormy), deaf(9)];
const TRIED = 300;
const KINDS = [stormy, crowded, deaf];

const IS_ORDER_PATH = /^(place-order|track-orders) › /;

/** Lives through scenarios, until they have passed every await of the order path, and writes down where a process may die. */
export async function crashTable(): Promise<CrashTable> {
  const points = new Map<string, CrashPoint>();
  const waits = new Map<string, Set<string>>();
  const left = new Set(awaitLines(ORDER_PATH));
  const live = (scenario: RunOptions) =>
    runSeed({
      ...scenario,
      onPoint: (name) => {
        if (!IS_ORDER_PATH.test(name)) return;
        if (!points.has(name)) points.set(name, { name, scenario });
        const lines = waits.get(callOf(name)) ?? new Set();
        waits.set(callOf(name), lines);
        for (const line of waitingLines(ORDER_PATH)) {
          left.delete(line);
          lines.add(line);
        }
      },
    });
  for (const scenario of FOUND) await live(scenario);
  for (let seed = 0; seed < TRIED && left.size > 0; seed += 1)
    await live(KINDS[seed % KINDS.length]?.(seed) ?? stormy(seed));
  return { points: [...points.values()], waits, unseen: [...left] };
}

/** The point without its ordinal. */
function callOf(name: string): string {
  return name.replace(/ #\d+$/, '');
}

/** The scenario once more, with one process dying at the point. */
export function crashAt({ name, scenario }: CrashPoint, side: Side): Promise<RunResult> {
  return runSeed({ ...scenario, crashAt: { point: name, side } });
}
