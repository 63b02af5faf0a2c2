import type { Ledger } from '#application/ports/ledger.ts';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import { protectionHorizon } from '#domain/risk/protections.ts';
import type { RiskLimits } from '#domain/risk/rule.ts';
import { DAY, type Instant } from '#domain/shared/instant.ts';

/** Day trades count for five business days, sales settle after one. */
const RULE_LOOK_BACK = 8 * DAY;

/** How far the limits look back on closed trades, in milliseconds; 0: they do not. */
export function tradeLookBack(limits: RiskLimits, timeframe: number): number {
  const isRuled = limits.pattern_day_trader || limits.settled_cash_only;
  return Math.max(isRuled ? RULE_LOOK_BACK : 0, protectionHorizon(limits.protections, timeframe));
}

/** The closed trades that the limits look back on; asks nobody where none does. */
export async function recentTrades(
  ledger: Ledger,
  plan: { readonly limits: RiskLimits; readonly timeframe: number },
  now: Instant,
): Promise<readonly ClosedTrade[]> {
  const span = tradeLookBack(plan.limits, plan.timeframe);
  return span === 0 ? [] : ledger.listClosedTrades(now - span);
}
