import { setTimeout as pause } from 'node:timers/promises';
import { type Phase, phasesOf } from '#domain/simulation/phases.ts';
import { reportProgress } from '../progress.ts';
import type { ReplayOptions, Speed } from '../replay/replay-options.ts';
import type { Terminal } from '../terminal.ts';
import { StoppedEarlyError, type StopRequest } from './stop-request.ts';

/** Simulated milliseconds in one of ours; `max` does not wait. */
const RATES: Readonly<Record<Speed, number>> = { max: Number.POSITIVE_INFINITY, '1x': 1, '60x': 60 };

const STOPPED = 'stopped by a signal before the end of the bars; with --data-dir, the same flags again go on from here';

/** Bars that an earlier run of the data folder has closed. */
function skipped(replay: ReplayOptions, index: number, terminal: Terminal): number {
  const earlier = [...phasesOf(replay.series)].slice(0, index);
  const closed = earlier.reduce((bars, phase) => bars + (phase.kind === 'CLOSE' ? phase.bars.length : 0), 0);
  terminal.stderr.write(`going on after ${closed} of ${replay.description.bars} bars\n`);
  return closed;
}

/** Called before each phase of a local replay: reports progress, keeps the pace, and stops the run when asked to. */
export function replayProgress(
  replay: ReplayOptions,
  terminal: Terminal,
  stop: StopRequest,
): (index: number, phase: Phase) => Promise<void> {
  const report = reportProgress(terminal, 'local', replay.description.bars);
  const rate = RATES[replay.speed];
  let closed = 0;
  let before: number | null = null;
  return async (index, phase) => {
    if (stop.isAsked) throw new StoppedEarlyError(STOPPED);
    if (before === null && index > 0) closed = skipped(replay, index, terminal);
    const wait = before === null ? 0 : (phase.instant - before) / rate;
    before = phase.instant;
    if (wait > 0) await Promise.race([pause(wait), stop.asked]);
    if (phase.kind === 'CLOSE') closed += phase.bars.length;
    report(closed);
  };
}
