import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { Evidence } from '#domain/promotion/evidence.ts';
import {
  isUngated,
  missingFor,
  type PromotedStrategy,
  type PromotionRules,
} from '#domain/promotion/judge-promotion.ts';
import { rungBelow } from '#domain/promotion/rung.ts';
import { type CarriedEvidence, carriedEvidence } from './carried-evidence.ts';
import { ownEvidence } from './own-evidence.ts';

export interface PromotionDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly promotion: PromotionRules;
}

export interface KnownEvidence {
  readonly own: readonly Evidence[];
  readonly carried: readonly CarriedEvidence[];
}

/** All that this ledger knows: of its own sessions, and what was brought. */
export async function readEvidence(deps: PromotionDeps): Promise<KnownEvidence> {
  const events = await deps.ledger.listRiskEvents();
  return { own: await ownEvidence(deps, events), carried: carriedEvidence(events) };
}

/** What these strategies lack to start here; empty: nothing. Where no days are asked for, nothing is read. */
export async function missingToStart(
  deps: PromotionDeps,
  strategies: readonly PromotedStrategy[],
): Promise<readonly string[]> {
  if (isUngated(deps.promotion)) return [];
  const { carried, own } = await readEvidence(deps);
  return missingFor(deps.promotion, strategies, [...own, ...carried], deps.clock.now());
}

/** What a session that is refused hears. */
export function describeMissing({ minDays, rung }: PromotionRules, missing: readonly string[]): string {
  const [first, second, ...more] = missing;
  const list = [first, second].filter((one) => one !== undefined).join('; ');
  const others = more.length === 0 ? '' : `; and ${more.length} more`;
  const expected = `${minDays} days in a row on ${rungBelow(rung)} without unresolved drift`;
  return `${rung} expects ${expected}: ${list}${others}. Carry evidence in, or override it with a reason`;
}
