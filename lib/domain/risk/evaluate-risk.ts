import { entryFigures } from './entry-figures.ts';
import type { EntryRule, RiskInput, RiskRule, Violation } from './rule.ts';
import { buyingPower } from './rules/capital/buying-power.ts';
import { maxLeverage } from './rules/capital/max-leverage.ts';
import { maxOpenPositions } from './rules/capital/max-open-positions.ts';
import { maxPortfolioExposure } from './rules/capital/max-portfolio-exposure.ts';
import { minAccountBalance } from './rules/capital/min-account-balance.ts';
import { minFreeMarginPct } from './rules/capital/min-free-margin-pct.ts';
import { minLiquidationDistancePct } from './rules/capital/min-liquidation-distance-pct.ts';
import { maxDailyLoss } from './rules/loss/max-daily-loss.ts';
import { maxDailyLossPct } from './rules/loss/max-daily-loss-pct.ts';
import { maxDrawdown } from './rules/loss/max-drawdown.ts';
import { marketHalt } from './rules/market/market-halt.ts';
import { maxCorrelation } from './rules/market/max-correlation.ts';
import { maxSpreadBps } from './rules/market/max-spread-bps.ts';
import { maxVolatility } from './rules/market/max-volatility.ts';
import { minDepthNotional } from './rules/market/min-depth-notional.ts';
import { priceCollarPct } from './rules/market/price-collar-pct.ts';
import { slippageGuardBps } from './rules/market/slippage-guard-bps.ts';
import { stalePrice } from './rules/market/stale-price.ts';
import { tradingHoursOnly } from './rules/market/trading-hours-only.ts';
import { universe } from './rules/market/universe.ts';
import { maxOrderValue } from './rules/size/max-order-value.ts';
import { maxPositionPct } from './rules/size/max-position-pct.ts';
import { maxPositionPctPerSymbol } from './rules/size/max-position-pct-per-symbol.ts';
import { maxPositionSize } from './rules/size/max-position-size.ts';
import { alreadyEntered } from './rules/state/already-entered.ts';
import { brokerCircuitOpen } from './rules/state/broker-circuit-open.ts';
import { dryRun } from './rules/state/dry-run.ts';
import { duplicateOrder } from './rules/state/duplicate-order.ts';
import { exitQuantity } from './rules/state/exit-quantity.ts';
import { intentExpiry } from './rules/state/intent-expiry.ts';
import { maxOrdersPerMinute } from './rules/state/max-orders-per-minute.ts';
import { protectionPause } from './rules/state/protection-pause.ts';
import { selfTrade } from './rules/state/self-trade.ts';
import { sessionState } from './rules/state/session-state.ts';
import { staleAccount } from './rules/state/stale-account.ts';
import { symbolCooldown } from './rules/state/symbol-cooldown.ts';
import { symbolLock } from './rules/state/symbol-lock.ts';
import { tradingMode } from './rules/state/trading-mode.ts';
import { lot } from './rules/venue/lot.ts';
import { patternDayTrader } from './rules/venue/pattern-day-trader.ts';
import { settledCashOnly } from './rules/venue/settled-cash-only.ts';
import { shortSelling } from './rules/venue/short-selling.ts';

/** Rules of exits and entries alike: the few that may hold an exit back. */
export const ORDER_RULES: readonly RiskRule[] = [
  tradingMode,
  sessionState,
  dryRun,
  intentExpiry,
  duplicateOrder,
  exitQuantity,
];

/** Rules of entries only. */
export const ENTRY_RULES: readonly EntryRule[] = [
  stalePrice,
  staleAccount,
  brokerCircuitOpen,
  symbolLock,
  alreadyEntered,
  selfTrade,
  protectionPause,
  symbolCooldown,
  universe,
  marketHalt,
  tradingHoursOnly,
  lot,
  shortSelling,
  patternDayTrader,
  settledCashOnly,
  buyingPower,
  minAccountBalance,
  maxOrderValue,
  maxPositionSize,
  maxPositionPct,
  maxPositionPctPerSymbol,
  maxPortfolioExposure,
  maxLeverage,
  minFreeMarginPct,
  minLiquidationDistancePct,
  maxOpenPositions,
  maxDailyLoss,
  maxDailyLossPct,
  maxDrawdown,
  maxCorrelation,
  maxVolatility,
  priceCollarPct,
  slippageGuardBps,
  maxSpreadBps,
  minDepthNotional,
  maxOrdersPerMinute,
];

/** Every rule, in the order in which a verdict lists its violations. A new rule is a file and a line here. */
export const RISK_RULES: readonly EntryRule[] = [...ORDER_RULES, ...ENTRY_RULES];

export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'denied'; readonly violations: readonly Violation[] };

const APPROVED: Verdict = { kind: 'approved' };

/**
 * Judges one intent by all rules and reports every violation. The same function runs before the queue (advisory) and in its
 * consumer, where the authorising write makes the verdict binding.
 */
export function evaluateRisk(input: RiskInput): Verdict {
  const violations = input.intent.kind === 'exit' ? exitViolations(input) : entryViolations(input);
  return violations.length === 0 ? APPROVED : { kind: 'denied', violations };
}

function exitViolations(input: RiskInput): readonly Violation[] {
  return ORDER_RULES.map((rule) => rule(input)).filter((violation) => violation !== null);
}

function entryViolations(input: RiskInput): readonly Violation[] {
  const figures = entryFigures(input);
  return RISK_RULES.map((rule) => rule(input, figures)).filter((violation) => violation !== null);
}
