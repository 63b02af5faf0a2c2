import type { DayReport } from '#application/reads/read-day.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';

/** A trading day as the API tells it; `now` is of the moment, whatever day is asked for. */
export function dayView({ currency, positions, summary, unresolved }: DayReport) {
  const { maxDrawdown, orders, otherFees, riskEvents } = summary;
  return {
    day: summary.day,
    currency,
    startEquity: textOrNull(summary.startEquity),
    endEquity: textOrNull(summary.endEquity),
    pnl: textOrNull(summary.pnl),
    realizedPnl: textOrNull(summary.realized),
    transfers: textOrNull(summary.transfers),
    fees: toPlain(summary.fees),
    otherFees: Object.fromEntries([...otherFees].map(([name, amount]) => [name, toPlain(amount)])),
    orders: Object.fromEntries(orders),
    fills: summary.fills,
    closedTrades: summary.closedTrades,
    wins: summary.wins,
    winRate: summary.winRate,
    maxDrawdown: maxDrawdown === null ? null : maxDrawdown.toNumber(),
    riskEvents: Object.fromEntries(riskEvents),
    now: {
      positions: [...positions].map(([symbol, quantity]) => ({ symbol, quantity: toPlain(quantity) })),
      unresolvedDrift: unresolved,
    },
  };
}

function textOrNull(amount: Decimal | null): string | null {
  return amount === null ? null : toPlain(amount);
}
