import type { AccountView } from '#application/ports/ledger.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { evaluateRisk, type Verdict } from '#domain/risk/evaluate-risk.ts';
import type { RiskInput } from '#domain/risk/rule.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { entryLifetime, maxAccountAge } from '#domain/strategies/plan-orders.ts';
import type { TradingPlan } from '#domain/strategies/trading-plan.ts';

export interface Judgement {
  readonly input: RiskInput;
  readonly verdict: Verdict;
}

/**
 * Judges an intent against the account as read: before the queue and in its consumer alike. An existing order is not looked for
 * here, the authorising write finds it.
 */
export function judgeIntent(intent: OrderIntent, view: AccountView, plan: TradingPlan, now: Instant): Judgement {
  const input: RiskInput = {
    intent,
    account: view.account,
    position: view.positions.get(intent.symbol) ?? emptyPosition(intent.symbol),
    positions: view.positions,
    limits: plan.limits,
    now,
    maxPriceAge: entryLifetime(plan.timeframe),
    maxAccountAge: maxAccountAge(plan.timeframe),
    existing: null,
  };
  return { input, verdict: evaluateRisk(input) };
}
