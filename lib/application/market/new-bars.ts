import type { AccountView } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** Symbols that the account is valued by: those of the session, and whatever else is held. */
export function watchedSymbols(plan: TradingPlan, view: AccountView): readonly string[] {
  return [...new Set([...plan.symbols, ...heldSymbols(view)])];
}

export function heldSymbols({ positions }: AccountView): readonly string[] {
  return [...positions.values()].filter(({ quantity }) => !quantity.isZero()).map(({ symbol }) => symbol);
}

/** The bars of a symbol that have closed since its holding was marked last; while it is flat, since the account was. Ascending. */
export async function newBars(
  marketData: MarketData,
  { timeframe }: Pick<TradingPlan, 'timeframe'>,
  view: AccountView,
  symbol: string,
  now: Instant,
): Promise<readonly Bar[]> {
  const since = markedSince(view, symbol);
  const bars = await marketData.getBars(symbol, timeframe, since - timeframe + 1, now);
  return bars.filter((bar) => bar.closeTime > since);
}

function markedSince({ account, positions, session }: AccountView, symbol: string): Instant {
  const position = positions.get(symbol);
  if (position === undefined || position.quantity.isZero()) return Math.max(account.markedAt, session?.startedAt ?? 0);
  return position.markTime ?? position.holding?.openedAt ?? account.markedAt;
}
