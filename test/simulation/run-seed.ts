import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { checkAtRest } from './checks/at-rest.ts';
import { type Finding, Findings } from './checks/findings.ts';
import type { FaultKind } from './engine/faults.ts';
import { Functions } from './functions.ts';
import type { RunOptions } from './run-options.ts';
import { schedule } from './scenario.ts';
import { World } from './world.ts';

export interface RunResult {
  readonly options: RunOptions;
  readonly findings: readonly Finding[];
  readonly faults: number;
  readonly hits: ReadonlyMap<FaultKind, number>;
  readonly events: number;
  readonly points: ReadonlySet<string>;
  readonly orders: number;
  readonly fills: number;
  /** Venue orders beyond one an intent. */
  readonly duplicates: number;
  readonly deadLetters: number;
  /** Whether the one crash that was asked for has happened. */
  readonly hasCrashed: boolean;
  /** Of everything that happened, in order. */
  readonly hash: string;
  readonly log: readonly string[];
}

/** So long after the last fault it is looked whether everything has come to rest, and then each minute. */
const SETTLING = 90 * SECOND + 30 * SECOND;

function isAtRest(world: World, functions: Functions): boolean {
  const trial = new Findings(() => 0);
  checkAtRest(world, functions, trial);
  return trial.all.length === 0 && !functions.isBusy;
}

/** Lives through one seed, up to the first thing that a checker objects to. */
export async function runSeed(options: RunOptions): Promise<RunResult> {
  const world = new World(options);
  const { engine, findings } = world;
  const functions = new Functions(world, options.seed % 5 === 0 ? 3 : 1);
  schedule(world, functions);
  // The naive variant is let go on, to count what it does.
  const goesOn = () => findings.all.length === 0 || options.naive;
  await engine.time.run(world.activeUntil + SETTLING, goesOn);
  while (goesOn() && engine.time.now < world.end && !isAtRest(world, functions)) {
    await engine.time.run(engine.time.now + MINUTE, goesOn);
  }
  if (goesOn()) checkAtRest(world, functions, findings);
  for (const { guarantee, text } of findings.all) engine.note(`${guarantee} ${text}`);
  return {
    options,
    findings: findings.all,
    faults: engine.faults.total,
    hits: engine.faults.hits,
    events: engine.time.events,
    points: engine.points,
    orders: world.venue.orders.length,
    fills: world.venue.executions.length,
    duplicates: world.evidence.duplicates,
    deadLetters: functions.queue.deadLetters.length,
    hasCrashed: engine.hasCrashed,
    hash: engine.log.digest(),
    log: engine.log.lines,
  };
}
