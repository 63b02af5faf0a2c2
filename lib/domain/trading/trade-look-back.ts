import { protectionHorizon } from '../risk/protections.ts';
import { DAY } from '../shared/instant.ts';
import type { TradingPlan } from './trading-plan.ts';

/** Day trades count for five trading days, which have taken nine days when a storm closed the exchanges; sales settle after one. */
const RULE_LOOK_BACK = 10 * DAY;

/** How far the rules of the gate look back on closed trades, in milliseconds; 0: they do not. */
export function ruleLookBack({ limits }: Pick<TradingPlan, 'limits'>): number {
  return limits.pattern_day_trader || limits.settled_cash_only ? RULE_LOOK_BACK : 0;
}

/** How far these rules and the protections look back, in milliseconds. */
export function tradeLookBack({ limits, timeframe }: Pick<TradingPlan, 'limits' | 'timeframe'>): number {
  return Math.max(ruleLookBack({ limits }), protectionHorizon(limits.protections, timeframe));
}
