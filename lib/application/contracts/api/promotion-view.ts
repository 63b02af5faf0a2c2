import type { KnownEvidence } from '#application/promotion/promotion-gate.ts';
import type { Evidence } from '#domain/promotion/evidence.ts';
import { missingFor, type PromotionRules } from '#domain/promotion/judge-promotion.ts';
import { rungBelow } from '#domain/promotion/rung.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** Where an environment stands. `evidence` is what another one takes over as it is (`POST /promotion/evidence`). */
export function promotionView(
  { account, environment, strategies }: Pick<TradingPlan, 'account' | 'environment' | 'strategies'>,
  rules: PromotionRules,
  { carried, own }: KnownEvidence,
  now: Instant,
) {
  return {
    environment,
    account,
    rung: rules.rung,
    below: rungBelow(rules.rung),
    minDays: rules.minDays,
    /** What keeps a session of all strategies from starting. */
    missing: missingFor(rules, strategies, [...own, ...carried], now),
    evidence: own.map(evidenceView),
    carried: carried.map(({ carriedAt, carriedBy, ...one }) => ({
      ...evidenceView(one),
      carriedBy,
      carriedAt: toIso(carriedAt),
    })),
  };
}

function evidenceView(one: Evidence) {
  return { ...one, at: toIso(one.at) };
}
