import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import type { BarSeries } from '#domain/shared/bar-series.ts';
import { replay } from '#domain/simulation/replay.ts';
import type { ReplayOutcome, ReplaySetup } from '#domain/simulation/replayed-session.ts';

/** A replay with all its snapshots. */
export function replayRecords(setup: ReplaySetup, series: readonly BarSeries[]): SessionRecords & ReplayOutcome {
  const snapshots: EquitySnapshot[] = [];
  const outcome = replay(setup, series, { onSnapshot: (snapshot) => snapshots.push(snapshot) });
  return { ...outcome, snapshots };
}
