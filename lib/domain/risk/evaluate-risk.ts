import type { RiskInput, RiskRule, Violation } from './rule.ts';
import { alreadyEntered } from './rules/already-entered.ts';
import { buyingPower } from './rules/buying-power.ts';
import { duplicateOrder } from './rules/duplicate-order.ts';
import { exitQuantity } from './rules/exit-quantity.ts';
import { intentExpiry } from './rules/intent-expiry.ts';
import { maxDailyLossPct } from './rules/max-daily-loss-pct.ts';
import { maxOpenPositions } from './rules/max-open-positions.ts';
import { maxOrderValue } from './rules/max-order-value.ts';
import { maxOrdersPerMinute } from './rules/max-orders-per-minute.ts';
import { maxPortfolioExposure } from './rules/max-portfolio-exposure.ts';
import { maxPositionPct } from './rules/max-position-pct.ts';
import { maxPositionSize } from './rules/max-position-size.ts';
import { sessionState } from './rules/session-state.ts';
import { staleAccount } from './rules/stale-account.ts';
import { stalePrice } from './rules/stale-price.ts';
import { symbolLock } from './rules/symbol-lock.ts';
import { tradingMode } from './rules/trading-mode.ts';
import { universe } from './rules/universe.ts';

/** Every rule, in the order in which a verdict lists its violations. A new rule is a file and a line here. */
export const RISK_RULES: readonly RiskRule[] = [
  tradingMode,
  sessionState,
  intentExpiry,
  duplicateOrder,
  stalePrice,
  staleAccount,
  symbolLock,
  alreadyEntered,
  exitQuantity,
  universe,
  buyingPower,
  maxOrderValue,
  maxPositionSize,
  maxPositionPct,
  maxPortfolioExposure,
  maxOpenPositions,
  maxDailyLossPct,
  maxOrdersPerMinute,
];

export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'denied'; readonly violations: readonly Violation[] };

/**
 * Judges one intent by all rules and reports every violation. The same function runs before the queue (advisory) and in its
 * consumer, where the authorising write makes the verdict binding.
 */
export function evaluateRisk(input: RiskInput): Verdict {
  const violations = RISK_RULES.map((rule) => rule(input)).filter((violation) => violation !== null);
  return violations.length === 0 ? { kind: 'approved' } : { kind: 'denied', violations };
}
