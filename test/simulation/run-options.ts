import type { Side } from './engine/engine.ts';
import type { FaultKind, FaultRates } from './engine/faults.ts';
import type { DuplicateIds } from './model/venue.ts';

/** Everything that a run is determined by. */
export interface RunOptions {
  readonly seed: number;
  readonly venue: DuplicateIds;
  /** Minutes of trading and faults; a quiet time follows. */
  readonly minutes: number;
  /** Factor on the rates of all faults. */
  readonly intensity: number;
  readonly without: readonly FaultKind[];
  /** Instead of the usual ones. */
  readonly rates: FaultRates;
  readonly naive: boolean;
  readonly keepsLog: boolean;
  readonly crashAt: { readonly point: string; readonly side: Side } | null;
  readonly onPoint: ((point: string) => void) | null;
}

const VENUES: readonly DuplicateIds[] = ['forever', 'while_open', 'never'];
const INTENSITIES = [0.6, 1, 1.5, 2.2];
const MINUTES = [6, 10, 16];

/** The run that a seed stands for, unless told otherwise. */
export function runOptions(seed: number, given: Partial<RunOptions> = {}): RunOptions {
  return {
    seed,
    venue: VENUES[seed % VENUES.length] ?? 'forever',
    minutes: MINUTES[Math.floor(seed / 12) % MINUTES.length] ?? 5,
    intensity: INTENSITIES[Math.floor(seed / 3) % INTENSITIES.length] ?? 1,
    without: [],
    rates: {},
    naive: false,
    keepsLog: false,
    crashAt: null,
    onPoint: null,
    ...given,
  };
}
