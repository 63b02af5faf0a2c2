import type { Position } from '../accounts/position.ts';
import { assessMarket } from '../liquidity/assess-market.ts';
import { UNKNOWN_MARKET } from '../orders/market-facts.ts';
import type { Bar } from '../shared/bar.ts';
import type { Instant } from '../shared/instant.ts';
import { stepsOf, type VenueRules } from '../simulation/venue-rules.ts';
import type { MarketReader } from './plan-orders.ts';
import { isDust } from './protection.ts';
import type { RaisedSignal } from './raise-signals.ts';
import type { TradingPlan } from './trading-plan.ts';

/** Bars of a symbol that open at `from` or later and have closed. */
export interface MarketWindow {
  /** Whose bars are needed, none when nothing asks for them. */
  readonly symbols: readonly string[];
  readonly from: Instant;
}

/** Which bars the limits and the sizing want to see before these signals are planned. */
export function marketWindow(
  signals: readonly RaisedSignal[],
  positions: ReadonlyMap<string, Position>,
  { limits, sizing, timeframe, venue }: TradingPlan,
): MarketWindow {
  const close = Math.max(...signals.map(({ time }) => time));
  const from = close - limits.correlation_window * timeframe;
  const entering = signals.filter(({ signal }) => signal.action !== 'CLOSE').map(({ symbol }) => symbol);
  const { max_correlation, max_volatility, slippage_guard_bps } = limits;
  const wanted = [max_correlation, max_volatility, slippage_guard_bps, sizing.volatilityTarget];
  if (entering.length === 0 || wanted.every((limit) => limit === null)) return { symbols: [], from };
  const others =
    max_correlation === null
      ? []
      : [...positions.values()].filter((one) => isTaken(one, venue)).map(({ symbol }) => symbol);
  return { symbols: [...new Set([...entering, ...others])].sort(), from };
}

/** What the windows tell of a symbol's market, as the planner asks for it. */
export function readMarket(
  windows: ReadonlyMap<string, readonly Bar[]>,
  positions: ReadonlyMap<string, Position>,
  { limits, timeframe, venue }: TradingPlan,
): MarketReader {
  const held = [...positions.values()].filter((one) => isTaken(one, venue)).map(({ symbol }) => symbol);
  return (symbol, quantity, beside) => {
    if (!windows.has(symbol)) return UNKNOWN_MARKET;
    const heldSymbols = [...new Set([...held, ...beside])].filter((other) => other !== symbol).sort();
    return assessMarket({
      symbol,
      bars: windows,
      heldSymbols,
      quantity,
      venue,
      timeframe,
      window: limits.correlation_window,
    });
  };
}

function isTaken(position: Position, venue: VenueRules): boolean {
  return !isDust(position, stepsOf(venue, position.symbol).lot) || !position.entryReserved.isZero();
}
