import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { riskLimits } from '#application/contracts/environment-config.ts';
import type { PromotionRules } from '#domain/promotion/judge-promotion.ts';
import { rungOf } from '#domain/promotion/rung.ts';

/** A working week of a market that never closes, or a week of one that does. */
const LIVE_DAYS = 5;

/** The rung that a configuration is on, and what it asks of the one below: without a word of it, real money asks for five days. */
export function promotionRules(config: EnvironmentConfig): PromotionRules {
  const { broker, live, promotion } = config;
  const maxExposure = riskLimits(config).max_portfolio_exposure;
  return {
    rung: rungOf({ isSimulated: broker === 'sim', isLive: live, maxExposure }),
    minDays: promotion?.min_days ?? (live ? LIVE_DAYS : 0),
  };
}
