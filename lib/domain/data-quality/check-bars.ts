import type { BarSeries } from '../shared/bar-series.ts';
import { type BarTimes, usualStep } from './bar-times.ts';
import { findFlatRuns } from './find-flat-runs.ts';
import { findGaps } from './find-gaps.ts';
import { findIrregularSpacing } from './find-irregular-spacing.ts';
import { findOutliers } from './find-outliers.ts';
import { findShortSessions } from './find-short-sessions.ts';
import { findSpikes } from './find-spikes.ts';
import { findSplits } from './find-splits.ts';
import { findZeroVolume } from './find-zero-volume.ts';
import { type Finding, tally } from './finding.ts';
import { measureMoves } from './price-moves.ts';
import { judgeTradingHours, SHORTEST_NIGHT, type TradingHours } from './trading-hours.ts';

export interface BarsToCheck {
  /** Sound bars, ascending. */
  readonly series: BarSeries;
  /** Of these, and of bars that are there but not sound. */
  readonly times: BarTimes;
  /** Milliseconds from bar to bar; `null`: what most bars keep to. */
  readonly step: number | null;
  /** The symbol is known to be a share or fund, which an exchange trades in sessions. */
  readonly isEquity: boolean;
}

export interface BarsChecked {
  /** Milliseconds from bar to bar; `null` for a single bar. */
  readonly step: number | null;
  readonly market: TradingHours['market'];
  readonly findings: readonly Finding[];
}

/** Everything odd about a series that a replay would take as it is. */
export function checkBars({ series, times, step: given, isEquity }: BarsToCheck): BarsChecked {
  const step = given ?? usualStep(times);
  if (step === null)
    return { step, market: 'always_open', findings: present([tally('zero_volume', findZeroVolume(series))]) };
  const hours = judgeTradingHours(times, step, isEquity);
  const moves = measureMoves(series, step);
  const findings = [
    tally('gap', findGaps(times, step, hours)),
    step < SHORTEST_NIGHT ? tally('short_session', findShortSessions(times, hours)) : null,
    tally('irregular_spacing', findIrregularSpacing(times, step)),
    tally('zero_volume', findZeroVolume(series)),
    tally('flat_run', findFlatRuns(series)),
    tally('split', findSplits(moves)),
    tally('spike', findSpikes(moves)),
    tally('outlier', findOutliers(moves)),
  ];
  return { step, market: hours.market, findings: present(findings) };
}

function present(findings: readonly (Finding | null)[]): readonly Finding[] {
  return findings.filter((finding) => finding !== null);
}
