import { DAY, type Instant, MINUTE, SECOND } from '../shared/instant.ts';
import { type Drift, isConcern } from './drift.ts';

/**
 * What becomes of a difference that no evidence explains. `WARN_ONLY`: it is told, and nothing is touched. `AUTO_ADJUST`: it is declared. `HALT_ON_MISMATCH`: trading halts. `MANUAL_APPROVAL`: an
 * operator decides; approved it is declared, else trading halts.
 */
export const RECONCILIATION_MODES = ['WARN_ONLY', 'AUTO_ADJUST', 'HALT_ON_MISMATCH', 'MANUAL_APPROVAL'] as const;
export type ReconciliationMode = (typeof RECONCILIATION_MODES)[number];

/** `looking`: ledger and broker are compared; `waiting`: for an operator; `adjusting`: what is to be declared is; `done`: the report is final. */
export const RECONCILIATION_PHASES = ['looking', 'waiting', 'adjusting', 'done'] as const;
export type ReconciliationPhase = (typeof RECONCILIATION_PHASES)[number];

/** `agreed`: there was no difference; `resolved`: there is none any more; `drift`: it stands; `halted`: it stands, and trading is halted; `unanswered`: nothing can be concluded. */
export const RECONCILIATION_OUTCOMES = ['agreed', 'resolved', 'drift', 'halted', 'unanswered'] as const;
export type ReconciliationOutcome = (typeof RECONCILIATION_OUTCOMES)[number];

/** Why it was made. */
export const RECONCILIATION_TRIGGERS = [
  'operator',
  'interval',
  'session',
  'unknown_outcome',
  'emergency_stop',
] as const;
export type ReconciliationTrigger = (typeof RECONCILIATION_TRIGGERS)[number];

export interface Decision {
  readonly verdict: 'approved' | 'denied' | 'timed_out';
  readonly by: string;
  readonly at: Instant;
}

/** One reconciliation, from its request to its report: the ledger's record of it. */
export interface Reconciliation {
  /** Sorts by the time of the request. */
  readonly id: string;
  readonly account: string;
  readonly version: number;
  /** The same key is the same reconciliation. */
  readonly key: string;
  readonly trigger: ReconciliationTrigger;
  readonly mode: ReconciliationMode;
  readonly requestedAt: Instant;
  readonly requestedBy: string;
  readonly phase: ReconciliationPhase;
  /** When somebody went on with it last; `null`: nobody has begun. */
  readonly advancedAt: Instant | null;
  /** When the present phase began. */
  readonly phaseSince: Instant;
  /** When the differences that nothing explains were seen first; they count when they are still there a little later. */
  readonly suspectedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly outcome: ReconciliationOutcome | null;
  readonly decision: Decision | null;
  /** Everything that was found, each once. */
  readonly drifts: readonly Drift[];
  /** What could not be done, or asked, each once. */
  readonly troubles: readonly string[];
  /** The venue's cursor at the end: the next one lists the fills from here on once more. */
  readonly fillCursor: string | null;
  /** The venue's cursor after the last look, if the ledger had every fill that it listed, at its fee; `null`: it had not. */
  readonly readTo: string | null;
}

/** A look that goes on for so long without an end is given up. */
export const LOOK_LIMIT = 3 * MINUTE;
/** A difference counts when two looks so far apart have found it: a venue's lists follow its trades by some seconds. */
export const CONFIRMATION = 10 * SECOND;
/** What the broker has evidence of, and is not taken over: `track-orders`, which does so each minute, has had its time. */
export const TRACKED = 90 * SECOND;
/** One that nobody has gone on with for so long has lost its workflow. */
const ABANDONED = 90 * SECOND;
/** Of differences that stand: fills that the ledger has known for so long are not read again. A venue may list a fill late. */
const READ_AGAIN = DAY / 2;
/** At most so many of each are kept. */
const MOST = 100;

/** Whether its workflow is to be started: nobody has begun, or nobody goes on. */
export function isAbandoned({ advancedAt }: Pick<Reconciliation, 'advancedAt'>, now: Instant): boolean {
  return now - (advancedAt ?? 0) > ABANDONED;
}

/**
 * The venue's cursor that fills are listed from: where the last agreement was, so that a fill that explains a difference is found however late it is listed. While there is none, where the
 * ledger had every fill half a day ago: what is read does not grow for ever.
 *
 * @param concluded earlier ones that came to a conclusion, the latest first
 */
export function readFrom(concluded: readonly Reconciliation[], now: Instant): string | null {
  const agreed = concluded.findIndex(({ outcome }) => outcome === 'agreed' || outcome === 'resolved');
  const standing = agreed < 0 ? concluded : concluded.slice(0, agreed);
  const known = standing.find(({ readTo, requestedAt }) => readTo !== null && now - requestedAt >= READ_AGAIN);
  return known?.readTo ?? concluded[0]?.fillCursor ?? null;
}

/** The differences that stand. */
export function openDrifts({ drifts }: Pick<Reconciliation, 'drifts'>): readonly Drift[] {
  return drifts.filter((drift) => drift.resolution === 'open' && isConcern(drift));
}

export function withTroubles(reconciliation: Reconciliation, troubles: readonly string[]): Reconciliation {
  const all = new Set([...reconciliation.troubles, ...troubles]);
  return all.size === reconciliation.troubles.length
    ? reconciliation
    : { ...reconciliation, troubles: [...all].slice(0, MOST) };
}

export function enterPhase(
  reconciliation: Reconciliation,
  phase: Exclude<ReconciliationPhase, 'done'>,
  at: Instant,
): Reconciliation {
  return { ...reconciliation, phase, phaseSince: at };
}

export function finish(reconciliation: Reconciliation, outcome: ReconciliationOutcome, at: Instant): Reconciliation {
  return { ...reconciliation, phase: 'done', phaseSince: at, finishedAt: at, outcome };
}
