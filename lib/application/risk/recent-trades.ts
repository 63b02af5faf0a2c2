import type { Ledger } from '#application/ports/ledger.ts';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { ruleLookBack, tradeLookBack } from '#domain/trading/trade-look-back.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** The closed trades that the gate's own rules look back on; asks nobody where none does. */
export async function ruledTrades(
  ledger: Ledger,
  plan: Pick<TradingPlan, 'limits'>,
  now: Instant,
): Promise<readonly ClosedTrade[]> {
  const span = ruleLookBack(plan);
  return span === 0 ? [] : ledger.listClosedTrades(now - span);
}

/** The closed trades that rules and protections look back on; asks nobody where none does. */
export async function recentTrades(
  ledger: Ledger,
  plan: Pick<TradingPlan, 'limits' | 'timeframe'>,
  now: Instant,
): Promise<readonly ClosedTrade[]> {
  const span = tradeLookBack(plan);
  return span === 0 ? [] : ledger.listClosedTrades(now - span);
}
