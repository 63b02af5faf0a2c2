import { DAY, type Instant, toUtcDay } from '../shared/instant.ts';

/** Days before that prove nothing any more. */
export const LOOK_BACK = 45 * DAY;

/** From when to when a session ran, the end excluded. */
export interface Run {
  readonly from: Instant;
  readonly to: Instant;
}

/** A reconciliation that came to a conclusion. */
export interface Conclusion {
  readonly at: Instant;
  /** Ledger and broker agreed, or did after it. */
  readonly isClean: boolean;
}

export interface RunRecord {
  readonly runs: readonly Run[];
  readonly conclusions: readonly Conclusion[];
  /** A day without a conclusion proves nothing: somebody else trades there, too. */
  readonly needsConclusion: boolean;
}

export interface Streak {
  readonly days: number;
  /** `YYYY-MM-DD`; `null` of none. */
  readonly lastDay: string | null;
}

/**
 * The latest UTC days on which it ran, as many in a row as ended without unresolved drift: by the last conclusion until the day's end, which at an
 * outside broker has to be of that day. The present day is not over, and days on which nothing ran are passed over.
 */
export function cleanStreak({ conclusions, needsConclusion, runs }: RunRecord, now: Instant): Streak {
  const days = runDays(runs, now);
  const dirty = days.findIndex((day) => !isClean(day, conclusions, needsConclusion));
  const count = dirty === -1 ? days.length : dirty;
  const [last] = days;
  return { days: count, lastDay: count === 0 || last === undefined ? null : toUtcDay(last) };
}

/** Beginnings of the days that are over and on which something ran, the latest first. */
function runDays(runs: readonly Run[], now: Instant): readonly Instant[] {
  const days = new Set<Instant>();
  const end = startOfDay(now);
  const earliest = startOfDay(now - LOOK_BACK);
  for (const { from, to } of runs)
    for (let day = Math.max(startOfDay(from), earliest); day < Math.min(to, end); day += DAY)
      if (from < to) days.add(day);
  return [...days].sort((a, b) => b - a);
}

function isClean(day: Instant, conclusions: readonly Conclusion[], needsConclusion: boolean): boolean {
  const last = latestOf(conclusions.filter(({ at }) => at < day + DAY));
  const isToldToday = last !== null && last.at >= day;
  return (last?.isClean ?? true) && (isToldToday || !needsConclusion);
}

export function latestOf<One extends { readonly at: Instant }>(list: readonly One[]): One | null {
  return list.reduce<One | null>((latest, one) => (latest === null || one.at >= latest.at ? one : latest), null);
}

export function startOfDay(at: Instant): Instant {
  return at - (at % DAY);
}
