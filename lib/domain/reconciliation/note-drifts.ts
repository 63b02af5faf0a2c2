import { type Drift, type DriftResolution, isExplained, keyOf } from './drift.ts';
import type { Reconciliation } from './reconciliation.ts';

const MOST = 100;

/**
 * The record with what a look has found. What was open and is not found any more has been dealt with, by this reconciliation where it was at that, and the record says how; what is found once more is open
 * again.
 */
export function noteDrifts(reconciliation: Reconciliation, found: readonly Drift[]): Reconciliation {
  const present = new Map(found.map((drift) => [keyOf(drift), drift]));
  const noted = reconciliation.drifts.map((drift) => {
    const now = present.get(keyOf(drift));
    if (now !== undefined) return { ...now, since: drift.since };
    return drift.resolution === 'open' ? { ...drift, resolution: resolutionOf(drift, reconciliation) } : drift;
  });
  const known = new Set(noted.map(keyOf));
  const news = found.filter((drift) => !known.has(keyOf(drift)));
  const drifts = [...noted, ...news].slice(0, MOST);
  return { ...reconciliation, drifts };
}

function resolutionOf(drift: Drift, { mode, phase }: Reconciliation): DriftResolution {
  if (isExplained(drift)) return mode === 'WARN_ONLY' ? 'gone' : 'applied';
  if (phase !== 'adjusting' || drift.kind === 'unprotected') return 'gone';
  return drift.kind === 'orphan_order' ? 'cancelled' : 'adjusted';
}
