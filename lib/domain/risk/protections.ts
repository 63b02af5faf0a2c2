import type { ClosedTrade } from '../accounts/closed-trade.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { Protection } from './rule.ts';

/** No entry before `until`: in one symbol, or (`null`) in any. */
export interface Pause {
  readonly symbol: string | null;
  readonly until: Instant;
  /** The protection that asks for it. */
  readonly by: Protection['method'];
}

/** Exits by a stop, of whatever kind. */
const STOPPED: readonly ClosedTrade['reason'][] = ['stop_loss', 'stop', 'trailing_stop', 'liquidation'];

/**
 * The pauses that stand at `now`, one a symbol (the longest), the account's first, then by symbol. After the protections of freqtrade
 * (freqtrade.io, “Protections”): each is judged at every close of a trade, over the trades closed within its look-back before it:
 *
 * - `stoploss_guard`: at least `trade_limit` losing trades ended by a stop or a liquidation; pauses everything, or with
 *   `only_per_symbol` the symbol, of whose trades alone it then counts.
 * - `max_drawdown`: with at least `trade_limit` trades, the sum of their returns (P&L ÷ entry notional) has fallen by more than
 *   `threshold` from its highest, 0 included: freqtrade's mode `ratios`; pauses everything.
 * - `low_profit_symbols`: with at least `trade_limit` trades of a symbol, the sum of their returns is below `threshold` (0); pauses the symbol.
 * - `cooldown`: any trade of the symbol; pauses the symbol.
 *
 * A pause lasts `pause_bars` full bars after the bar in which the trade closed. A trade closed later never ends one early.
 */
export function pausesOf(
  protections: readonly Protection[],
  trades: readonly ClosedTrade[],
  now: Instant,
  timeframe: number,
): readonly Pause[] {
  const closed = trades.filter((trade) => trade.closedAt <= now).sort(byClose);
  const longest = new Map<string | null, Pause>();
  for (const protection of protections) {
    for (const last of closed) {
      const until = endOfPause(last.closedAt, protection, timeframe);
      if (until <= now) continue;
      const symbol = pausedBy(protection, closed, last, timeframe);
      if (symbol === undefined) continue;
      const pause: Pause = { symbol, until, by: protection.method };
      if ((longest.get(symbol)?.until ?? 0) < until) longest.set(symbol, pause);
    }
  }
  return [...longest.values()].sort(bySymbol);
}

/** Milliseconds that `pausesOf` looks back at most: a trade closed earlier changes nothing. */
export function protectionHorizon(protections: readonly Protection[], timeframe: number): number {
  return protections.reduce(
    (most, { lookback_bars, pause_bars }) => Math.max(most, (lookback_bars + pause_bars + 1) * timeframe),
    0,
  );
}

/** What the protection pauses when `last` closes: a symbol, everything (`null`), or nothing (`undefined`). */
function pausedBy(
  protection: Protection,
  closed: readonly ClosedTrade[],
  last: ClosedTrade,
  timeframe: number,
): string | null | undefined {
  if (protection.method === 'cooldown') return last.symbol;
  const isPerSymbol = protection.method === 'low_profit_symbols' || isStopGuardOfSymbol(protection);
  const from = last.closedAt - protection.lookback_bars * timeframe;
  const seen = closed.filter(
    (trade) =>
      trade.closedAt > from && trade.closedAt <= last.closedAt && (!isPerSymbol || trade.symbol === last.symbol),
  );
  if (!isTripped(protection, seen)) return undefined;
  return isPerSymbol ? last.symbol : null;
}

function isStopGuardOfSymbol({ method, only_per_symbol }: Protection): boolean {
  return method === 'stoploss_guard' && only_per_symbol;
}

function isTripped({ method, threshold, trade_limit }: Protection, seen: readonly ClosedTrade[]): boolean {
  if (method === 'stoploss_guard') {
    return seen.filter((trade) => STOPPED.includes(trade.reason) && trade.pnl.isNegative()).length >= trade_limit;
  }
  if (seen.length < trade_limit) return false;
  if (method === 'low_profit_symbols') return sumOfReturns(seen).lt(threshold ?? ZERO);
  return worstFall(seen).gt(threshold ?? ZERO);
}

function sumOfReturns(trades: readonly ClosedTrade[]): Decimal {
  return trades.reduce((sum, trade) => sum.plus(returnOf(trade)), ZERO);
}

/** The furthest that the running sum of returns has been below its highest so far. */
function worstFall(trades: readonly ClosedTrade[]): Decimal {
  let sum = ZERO;
  let highest = ZERO;
  let worst = ZERO;
  for (const trade of trades) {
    sum = sum.plus(returnOf(trade));
    if (sum.gt(highest)) highest = sum;
    const fall = highest.minus(sum);
    if (fall.gt(worst)) worst = fall;
  }
  return worst;
}

function returnOf({ entryNotional, pnl }: ClosedTrade): Decimal {
  return entryNotional.isZero() ? ZERO : pnl.div(entryNotional);
}

/** Rounded up to the end of a bar, counted from 1970. */
function endOfPause(closedAt: Instant, { pause_bars }: Protection, timeframe: number): Instant {
  return (Math.floor(closedAt / timeframe) + 1 + pause_bars) * timeframe;
}

function byClose(a: ClosedTrade, b: ClosedTrade): number {
  return a.closedAt - b.closedAt || compareText(a.symbol, b.symbol) || compareText(a.id, b.id);
}

function bySymbol(a: Pause, b: Pause): number {
  return compareText(a.symbol ?? '', b.symbol ?? '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
