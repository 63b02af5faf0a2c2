import type { Command } from 'commander';
import { DAY_FORM, TODAY } from '#application/contracts/api/bodies.ts';
import { parseUtcDay } from '#domain/shared/instant.ts';
import { percentText, renderPairs } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { DayBody } from './api-bodies.ts';
import { addReadFlags } from './operate-flags.ts';
import { operating } from './operating.ts';

/** `tidegate account day [DATE]`. */
export function addDay(account: Command, terminal: Terminal): void {
  addReadFlags(account.command('day').argument('[date]', DAY_FORM, TODAY))
    .description('What a trading day came to')
    .action(
      operating(terminal, async (operation, _flags, day = TODAY) => {
        if (day !== TODAY && parseUtcDay(day) === null)
          throw new UsageError(`date: received ${JSON.stringify(day)}, expected ${DAY_FORM}`);
        operation.print(await operation.get<DayBody>(`/days/${day}`), renderDay);
      }),
    );
}

function renderDay(day: DayBody): string {
  const { currency, now } = day;
  return renderPairs([
    ['day', day.day],
    [`equity ${currency}`, `${day.startEquity ?? '-'} -> ${day.endEquity ?? '-'}`],
    ['profit', day.pnl],
    ['realised, after fees', day.realizedPnl],
    ['deposits and withdrawals', day.transfers],
    ['fees', day.fees],
    ...Object.entries(day.otherFees).map(([name, amount]) => [`fees ${name}`, amount] as const),
    ['orders', countsText(day.orders)],
    ['fills', day.fills],
    ['closed trades', `${day.closedTrades}, won ${day.wins}`],
    ['max drawdown', percentText(day.maxDrawdown)],
    ['risk events', countsText(day.riskEvents)],
    ['positions now', now.positions.map(({ quantity, symbol }) => `${symbol} ${quantity}`).join(', ') || 'none'],
    ['unresolved drift now', now.unresolvedDrift ?? 'none'],
  ]);
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return (
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none'
  );
}
