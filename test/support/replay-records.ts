import type { Account } from '#domain/accounts/account.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import type { BarSeries } from '#domain/shared/bar-series.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { replay } from '#domain/simulation/replay.ts';
import { ReplayedSession, type ReplayOutcome, type ReplaySetup } from '#domain/simulation/replayed-session.ts';

/** A replay with all its snapshots. */
export function replayRecords(setup: ReplaySetup, series: readonly BarSeries[]): SessionRecords & ReplayOutcome {
  const snapshots: EquitySnapshot[] = [];
  const outcome = replay(setup, series, { onSnapshot: (snapshot) => snapshots.push(snapshot) });
  return { ...outcome, snapshots };
}

/** The rows right after a close, when its orders have been placed. */
export interface RowsAtClose {
  readonly instant: number;
  readonly isLast: boolean;
  readonly symbols: readonly string[];
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
}

/** A replay that is looked at after every close. */
export function replayWatched(
  setup: ReplaySetup,
  series: readonly BarSeries[],
  onClose: (rows: RowsAtClose, session: ReplayedSession) => void = () => undefined,
): SessionRecords & ReplayOutcome & Pick<RowsAtClose, 'account' | 'positions'> {
  const session = new ReplayedSession(setup, series);
  const snapshots: EquitySnapshot[] = [];
  for (const phase of phasesOf(series)) {
    if (phase.kind === 'OPEN') {
      session.open(phase.bars);
      continue;
    }
    snapshots.push(session.close(phase));
    const { instant, isLast, bars } = phase;
    onClose({ instant, isLast, symbols: bars.map(({ symbol }) => symbol), ...session.rows }, session);
  }
  return { ...session.outcome(), ...session.rows, snapshots };
}
