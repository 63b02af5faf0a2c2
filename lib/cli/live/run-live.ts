import { setTimeout as sleep } from 'node:timers/promises';
import { BRIEF } from '#adapters/retry/patience.ts';
import { followLiveBars } from '#application/market/live-lite.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import { listenForSignals, type StopRequest } from '../local/stop-request.ts';
import { openBarSource, orUsageError } from '../market/bar-source.ts';
import { renderSummaryTable, tableContext } from '../summary-table.ts';
import type { Terminal } from '../terminal.ts';
import { liveNotes } from './live-notes.ts';
import { type LiveFlags, type LiveOptions, resolveLiveOptions } from './live-options.ts';
import { LiveRun } from './live-run.ts';

/** What live-lite takes from outside its flags; tests have their own. */
export interface LiveWorld {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly random: () => number;
  readonly listen: () => StopRequest;
}

const REAL: LiveWorld = { now: Date.now, sleep, random: Math.random, listen: listenForSignals };

/**
 * `tidegate paper --mode live-lite`: live bars, fills simulated in this process. Nothing is constructed here that could send an order; a test holds that no module that can is even
 * loaded.
 */
export async function runLive(flags: LiveFlags, terminal: Terminal, world = REAL): Promise<void> {
  const options = resolveLiveOptions(flags, terminal.env);
  const stop = world.listen();
  try {
    const run = await follow(options, terminal, world, stop);
    const summary = run.finish(options);
    const isJson = flags.json === true;
    const context = tableContext({ config: options.config, isSynthetic: false });
    terminal.stdout.write(isJson ? summary : renderSummaryTable(summary, context));
    (isJson ? terminal.stderr : terminal.stdout).write(`files: ${run.directory}\n`);
  } finally {
    stop.release();
  }
}

async function follow(options: LiveOptions, terminal: Terminal, world: LiveWorld, stop: StopRequest): Promise<LiveRun> {
  const { config, duration, sessionKey, source: name } = options;
  const plan = sessionPlan(config);
  const sessionId = sessionIdOf(config.environment, config.account, sessionKey);
  const run = new LiveRun({ plan, sessionId }, options.out, world.now());
  const notes = liveNotes(terminal, config);
  const wait = async (milliseconds: number): Promise<void> => {
    await Promise.race([world.sleep(milliseconds), stop.asked]);
  };
  const sourceOptions = { name, patience: BRIEF, sleep: wait, random: world.random, onRetry: () => undefined };
  const source = await openBarSource(sourceOptions, terminal.env);
  notes.started(duration);
  await orUsageError(() =>
    followLiveBars({
      source,
      plan,
      duration,
      clock: { now: world.now, sleep: wait },
      isAskedToEnd: () => stop.isAsked,
      onHistory: (symbol, bars) => {
        run.warmUp(symbol, bars);
        notes.warmedUp(symbol, bars.length, plan);
      },
      onBars: (bars, isQuiet) => notes.marked(bars, run.step(bars, isQuiet)),
      onNote: notes.note,
    }),
  );
  return run;
}
