import type { DayReport } from '#application/reads/read-day.ts';
import type { Notice } from '#domain/notices/notice.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';

/** Decimal places of an amount that a person reads. */
const PLACES = 8;

/** The same for each day, so that it is told once. */
export function dayNoticeId(day: string): string {
  return `day#${day}`;
}

/** What a person is told of a trading day. What the records cannot tell is `none`, and what there was none of is left out but where that is news. */
export function noticeOfDay(
  { currency, positions, summary, unresolved }: DayReport,
  { account, environment }: { readonly account: string; readonly environment: string },
): Notice {
  const { day, endEquity, fees, maxDrawdown, otherFees, pnl, realized, startEquity, transfers } = summary;
  const money = (amount: Decimal | null): string => (amount === null ? 'none' : `${plain(amount)} ${currency}`);
  const lines: readonly (string | null)[] = [
    `equity: ${startEquity === null ? 'none' : plain(startEquity)} -> ${money(endEquity)}`,
    `profit: ${money(pnl)}${shareOf(pnl, startEquity)}`,
    `realised, after fees: ${money(realized)}`,
    `fees: ${[money(fees), ...[...otherFees].map(([name, amount]) => `${plain(amount)} ${name}`)].join(', ')}`,
    transfers === null || transfers.isZero() ? null : `deposits and withdrawals: ${money(transfers)}`,
    `orders: ${countsOf(summary.orders)}`,
    `fills: ${summary.fills}`,
    `closed trades: ${summary.closedTrades}, won ${summary.wins}${percent(summary.winRate)}`,
    `max drawdown: ${maxDrawdown === null ? 'none' : `${toPlain(maxDrawdown.times(100).toDecimalPlaces(2))} %`}`,
    `risk events: ${countsOf(summary.riskEvents)}`,
    `positions now: ${[...positions].map(([symbol, quantity]) => `${symbol} ${toPlain(quantity)}`).join(', ') || 'none'}`,
    `unresolved drift: ${unresolved ?? 'none'}`,
  ];
  return {
    id: dayNoticeId(day),
    severity: 'info',
    title: `INFO day ${day} (${environment}, account ${account})`,
    lines: lines.filter((line) => line !== null),
  };
}

function plain(amount: Decimal): string {
  return toPlain(amount.toDecimalPlaces(PLACES));
}

function shareOf(pnl: Decimal | null, of: Decimal | null): string {
  if (pnl === null || of === null || of.lte(0)) return '';
  return ` (${toPlain(pnl.div(of).times(100).toDecimalPlaces(2))} %)`;
}

function percent(ratio: number | null): string {
  return ratio === null ? '' : ` (${Math.round(ratio * 100)} %)`;
}

function countsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
}
