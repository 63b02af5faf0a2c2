import { setTimeout as pause } from 'node:timers/promises';
import type { Phase } from '#domain/simulation/phases.ts';
import { reportProgress } from '../progress.ts';
import type { ReplayOptions, Speed } from '../replay/replay-options.ts';
import type { Terminal } from '../terminal.ts';
import { StoppedEarlyError, type StopRequest } from './stop-request.ts';

/** Simulated milliseconds in one of ours; `max` does not wait. */
const RATES: Readonly<Record<Speed, number>> = { max: Number.POSITIVE_INFINITY, '1x': 1, '60x': 60 };

/** Called before each phase of a local replay: reports progress, keeps the pace, and stops the run when asked to. */
export function replayProgress(
  replay: ReplayOptions,
  terminal: Terminal,
  stop: StopRequest,
): (index: number, phase: Phase) => Promise<void> {
  const report = reportProgress(terminal, 'local', replay.bars.length);
  const rate = RATES[replay.speed];
  let closed = 0;
  let before: number | null = null;
  return async (_index, phase) => {
    if (stop.isAsked) throw new StoppedEarlyError('stopped by a signal before the end of the bars');
    const wait = before === null ? 0 : (phase.instant - before) / rate;
    before = phase.instant;
    if (wait > 0) await Promise.race([pause(wait), stop.asked]);
    if (phase.kind === 'CLOSE') closed += phase.bars.length;
    report(closed);
  };
}
