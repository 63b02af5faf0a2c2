import type { Account, TradingMode } from '../accounts/account.ts';
import type { Instant } from '../shared/instant.ts';
import type { RiskMetrics } from './risk-metrics.ts';
import type { LimitUtilisation, RiskUtilisation } from './risk-utilisation.ts';

export const LADDER_EVENTS = [
  'RiskLimitWarning',
  'RiskLimitExceeded',
  'MarginCallWarning',
  'RiskLimitCleared',
] as const;

/** Something that an operator should know. */
export interface LadderEvent {
  /** `kind#rule#rung#day`: the same each time that the same rung is found on one day, so that it is recorded once. */
  readonly id: string;
  readonly kind: (typeof LADDER_EVENTS)[number];
  readonly severity: 'info' | 'warning' | 'critical';
  readonly detail: Readonly<Record<string, string>>;
}

/** An event and the close at which it was found first. */
export interface DatedEvent extends LadderEvent {
  readonly at: Instant;
}

/** What of an account the ladder moves. */
type LadderState = Pick<Account, 'mode' | 'modeCause' | 'haltEpoch'>;

export interface LadderStep extends LadderState {
  readonly events: readonly LadderEvent[];
}

interface Rung {
  readonly name: 'warn' | 'reduce_only' | 'pause' | 'emergency_stop';
  /** Value ÷ limit from which on it is reached. */
  readonly from: number;
  readonly mode: TradingMode;
}

/** Value ÷ limit of a limit that is reached. */
const EXCEEDED = 1;

/** Highest first. */
const RUNGS: readonly Rung[] = [
  { name: 'emergency_stop', from: 1.5, mode: 'HALTED' },
  { name: 'pause', from: 1.25, mode: 'PAUSED' },
  { name: 'reduce_only', from: EXCEEDED, mode: 'REDUCE_ONLY' },
  { name: 'warn', from: 0.8, mode: 'NORMAL' },
];

/** Drawdown first: of two rules on one rung, the one that does not end with the day is the cause. */
const LADDER_RULES: readonly string[] = ['max_drawdown', 'max_daily_loss', 'max_daily_loss_pct'];
export const DAILY_RULES: readonly string[] = ['max_daily_loss', 'max_daily_loss_pct'];

const MARGIN_CAUSE = 'margin_ratio';
/** Maintenance margin ÷ equity at which there is a margin call. */
const MARGIN_CALL = 0.5;

const STRICTNESS: Readonly<Record<TradingMode, number>> = { NORMAL: 0, REDUCE_ONLY: 1, PAUSED: 2, HALTED: 3 };

/**
 * The mode after a mark: at 80 % of `max_daily_loss`, `max_daily_loss_pct` or `max_drawdown` a warning, at 100 % REDUCE_ONLY, at 125 % PAUSED, at
 * 150 % HALTED under a new halt epoch, which is the emergency stop; at a margin ratio of 0.5 a margin call and REDUCE_ONLY. It only climbs. What
 * a daily loss has made ends with the next trading day; what a drawdown or a margin call has made, and HALTED, stays until an
 * operator resumes. A mode that somebody else has made is left alone, but for the emergency stop.
 *
 * @param marked the account after the mark, in the mode that it had before
 * @param isNewDay the mark is the first of its trading day
 */
export function climbLadder(
  marked: LadderState & Pick<Account, 'day'>,
  utilisation: RiskUtilisation,
  isNewDay: boolean,
): LadderStep {
  const events: LadderEvent[] = [];
  const day = marked.day ?? 'no day';
  let state: LadderState = isNewDay ? releaseDaily(marked, day, events) : marked;
  for (const rule of LADDER_RULES) {
    const use = utilisation.limits.find((one) => one.rule === rule);
    const rung = use === undefined ? undefined : rungOf(use);
    if (use === undefined || rung === undefined) continue;
    state = climb(state, rung.mode, rule);
    events.push(limitEvent(use, rung, day));
  }
  const { marginRatio } = utilisation;
  if (marginRatio !== null && marginRatio >= MARGIN_CALL) {
    state = climb(state, 'REDUCE_ONLY', MARGIN_CAUSE);
    events.push(marginCall(marginRatio, day));
  }
  return { mode: state.mode, modeCause: state.modeCause, haltEpoch: state.haltEpoch, events };
}

/** Which of what the ladder watches stands, at a mark's figures. */
export function ladderUse({ marginRatio, utilisation }: Pick<RiskMetrics, 'marginRatio' | 'utilisation'>): {
  /** Limits that are at or over 100 %. */
  readonly exceeded: number;
  readonly isMarginCall: boolean;
} {
  const used = LADDER_RULES.map((rule) => utilisation[rule]).filter((use) => use !== undefined);
  const exceeded = used.filter((use) => use === null || use >= EXCEEDED).length;
  return { exceeded, isMarginCall: marginRatio !== null && marginRatio >= MARGIN_CALL };
}

function releaseDaily(before: LadderState, day: string, events: LadderEvent[]): LadderState {
  const { mode, modeCause } = before;
  if (mode === 'NORMAL' || mode === 'HALTED' || modeCause === null || !DAILY_RULES.includes(modeCause)) return before;
  events.push({
    id: `RiskLimitCleared#${modeCause}#${mode}#${day}`,
    kind: 'RiskLimitCleared',
    severity: 'info',
    detail: { rule: modeCause, mode: 'NORMAL', before: mode },
  });
  return { ...before, mode: 'NORMAL', modeCause: null };
}

/** A limit with nothing to divide by (no equity left) is beyond every rung. */
function rungOf({ used }: LimitUtilisation): Rung | undefined {
  return RUNGS.find((rung) => used === null || used >= rung.from);
}

function climb(state: LadderState, mode: TradingMode, cause: string): LadderState {
  const isOwn = state.modeCause === null || state.modeCause === MARGIN_CAUSE || LADDER_RULES.includes(state.modeCause);
  const isOthers = state.mode !== 'NORMAL' && !isOwn;
  const isHigher = STRICTNESS[mode] > STRICTNESS[state.mode];
  const isLasting = mode !== 'NORMAL' && mode === state.mode && DAILY_RULES.includes(state.modeCause ?? '');
  if (isOthers && mode !== 'HALTED') return state;
  if (isLasting && mode !== 'HALTED' && !DAILY_RULES.includes(cause)) return { ...state, modeCause: cause };
  if (!isHigher) return state;
  const isLastingCause =
    state.modeCause !== null && !DAILY_RULES.includes(state.modeCause) && DAILY_RULES.includes(cause);
  return {
    mode,
    modeCause: isLastingCause && mode !== 'HALTED' ? state.modeCause : cause,
    haltEpoch: mode === 'HALTED' ? state.haltEpoch + 1 : state.haltEpoch,
  };
}

function limitEvent({ limit, rule, used, value }: LimitUtilisation, { mode, name }: Rung, day: string): LadderEvent {
  const kind = name === 'warn' ? 'RiskLimitWarning' : 'RiskLimitExceeded';
  return {
    id: `${kind}#${rule}#${name}#${day}`,
    kind,
    severity: name === 'warn' ? 'warning' : 'critical',
    detail: {
      rule,
      rung: name,
      mode,
      value: value.toFixed(),
      limit: limit.toFixed(),
      used: String(used ?? 'no equity'),
    },
  };
}

function marginCall(ratio: number, day: string): LadderEvent {
  return {
    id: `MarginCallWarning#${MARGIN_CAUSE}#margin_call#${day}`,
    kind: 'MarginCallWarning',
    severity: 'critical',
    detail: { rule: MARGIN_CAUSE, mode: 'REDUCE_ONLY', ratio: String(ratio), limit: String(MARGIN_CALL) },
  };
}
