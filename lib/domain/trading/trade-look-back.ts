import { protectionHorizon } from '../risk/protections.ts';
import { DAY } from '../shared/instant.ts';
import type { TradingPlan } from './trading-plan.ts';

/** Day trades count for five business days, sales settle after one. */
const RULE_LOOK_BACK = 8 * DAY;

/** How far the limits look back on closed trades, in milliseconds; 0: they do not. */
export function tradeLookBack({ limits, timeframe }: Pick<TradingPlan, 'limits' | 'timeframe'>): number {
  const isRuled = limits.pattern_day_trader || limits.settled_cash_only;
  return Math.max(isRuled ? RULE_LOOK_BACK : 0, protectionHorizon(limits.protections, timeframe));
}
