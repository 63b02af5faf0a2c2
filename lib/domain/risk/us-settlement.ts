import type { ClosedTrade } from '../accounts/closed-trade.ts';
import type { Position } from '../accounts/position.ts';
import { newYorkTime } from '../calendar/new-york-time.ts';
import { isUsSettlementDay, isUsTradingDay } from '../calendar/us-equity-calendar.ts';
import { Decimal, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import { isEquity } from './is-equity.ts';

const DAY_TRADE_WINDOW = 5;

/**
 * Equity positions opened and closed on one New York day, in the last five business days, today's included (FINRA rule 4210(f)(8)(B)). Counted are
 * whole round trips; business days are those on which the exchanges trade.
 */
export function dayTradesOf(trades: readonly ClosedTrade[], now: Instant): number {
  const today = newYorkTime(now).day;
  const first = tradingDaysBefore(today, DAY_TRADE_WINDOW - 1);
  return trades.filter((trade) => {
    const closed = newYorkTime(trade.closedAt).day;
    return isEquity(trade.symbol) && closed === newYorkTime(trade.openedAt).day && closed >= first && closed <= today;
  }).length;
}

/**
 * Proceeds of equity sales that have not settled at `now`, quote currency: a sale settles on the next day on which exchanges trade and banks are open (SEC rule
 * 15c6-1, since 28 May 2024). What has been sold of a position that is still open counts as sold now, since only whole round trips have a time.
 */
export function unsettledCashOf(trades: readonly ClosedTrade[], positions: Iterable<Position>, now: Instant): Decimal {
  const today = newYorkTime(now).day;
  let unsettled = ZERO;
  for (const trade of trades) {
    const isSettled = settlementDayAfter(newYorkTime(trade.closedAt).day) <= today;
    if (isEquity(trade.symbol) && !isSettled) unsettled = unsettled.plus(trade.entryNotional).plus(trade.pnl);
  }
  for (const { cost, holding, symbol } of positions) {
    if (holding === null || !isEquity(symbol)) continue;
    const sold = holding.entryNotional.minus(cost.abs());
    if (sold.gt(0)) unsettled = unsettled.plus(Decimal.max(sold.plus(holding.netPnl), ZERO));
  }
  return unsettled;
}

function settlementDayAfter(day: number): number {
  let next = day + 1;
  while (!isUsSettlementDay(next)) next += 1;
  return next;
}

function tradingDaysBefore(day: number, count: number): number {
  let first = day;
  while (!isUsTradingDay(first)) first -= 1;
  for (let left = count; left > 0; left -= 1) {
    first -= 1;
    while (!isUsTradingDay(first)) first -= 1;
  }
  return first;
}
