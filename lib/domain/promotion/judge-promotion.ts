import type { Instant } from '../shared/instant.ts';
import { LOOK_BACK, startOfDay } from './clean-days.ts';
import type { Evidence } from './evidence.ts';
import { isAtLeast, type Rung, rungBelow } from './rung.ts';

/** The rung of a configuration, and how many days the one below has to have run. */
export interface PromotionRules {
  readonly rung: Rung;
  /** 0: there is no gate. */
  readonly minDays: number;
}

export interface PromotedStrategy {
  readonly name: string;
  readonly fingerprint: string;
}

/** Whether nothing has to be shown: `paper` risks nothing, or no days are asked for. */
export function isUngated({ minDays, rung }: PromotionRules): boolean {
  return minDays === 0 || rungBelow(rung) === null;
}

/**
 * What each strategy lacks to start on this rung, by strategy; empty: nothing. Enough days on the rung below will do, or on a higher one, this one included; of one account, for days of two
 * are not in a row.
 */
export function missingFor(
  rules: PromotionRules,
  strategies: readonly PromotedStrategy[],
  evidence: readonly Evidence[],
  now: Instant,
): readonly string[] {
  const below = rungBelow(rules.rung);
  if (isUngated(rules) || below === null) return [];
  const valid = evidence.filter((one) => isAtLeast(one.rung, below) && !isOld(one, now));
  return strategies.flatMap(({ fingerprint, name }) => {
    const own = valid.filter((one) => one.fingerprint === fingerprint && one.days > 0);
    if (own.some(({ days, unresolved }) => days >= rules.minDays && unresolved === null)) return [];
    return [`${name}: ${shortfall(own, rules.minDays, below)}`];
  });
}

function shortfall(own: readonly Evidence[], minDays: number, below: Rung): string {
  const [best] = [...own].sort((a, b) => b.days - a.days);
  if (best === undefined) return `0 of ${minDays} days on ${below}, with its parameters`;
  const { account, days, environment, rung, unresolved } = best;
  const drift = unresolved === null ? '' : `, and ${unresolved}`;
  return `${days} of ${minDays} days on ${rung} (${environment}/${account})${drift}`;
}

function isOld({ lastDay }: Evidence, now: Instant): boolean {
  return lastDay === null || Date.parse(lastDay) < startOfDay(now - LOOK_BACK);
}
