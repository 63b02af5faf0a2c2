import type { AccountView } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { marketWindow, readMarket } from '#domain/trading/market-window.ts';
import type { MarketReader } from '#domain/trading/plan-orders.ts';
import type { RaisedSignal } from '#domain/trading/raise-signals.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/**
 * Looks at the markets that these signals would enter, as far as a limit or the sizing asks for it. What cannot be read is unknown, and a limit
 * that needs it denies the entry; exits need nothing of it.
 */
export async function marketFacts(
  marketData: MarketData,
  plan: TradingPlan,
  { positions }: AccountView,
  signals: readonly RaisedSignal[],
  now: Instant,
): Promise<MarketReader> {
  const { symbols, from } = marketWindow(signals, positions, plan);
  const windows = new Map<string, readonly Bar[]>();
  for (const symbol of symbols) windows.set(symbol, await marketData.getBars(symbol, plan.timeframe, from, now));
  return readMarket(windows, positions, plan);
}
