import { Command } from 'commander';
import { type Column, percentText, renderTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { LimitsBody, PageBody, RiskEventBody } from './api-bodies.ts';
import { addPageFlags, addReadFlags, addWriteFlags, type OperateFlags, type PageFlags } from './operate-flags.ts';
import { operating } from './operating.ts';
import { tellNextPage } from './pages.ts';
import { renderRiskEvent, renderRiskEvents } from './risk-event-tables.ts';

/** `tidegate risk events|limits|resolve`. */
export function riskCommand(terminal: Terminal): Command {
  const risk = new Command('risk').description('Limits, and what they did');
  addPageFlags(risk.command('events'))
    .description('Warnings, restrictions and odd fills, the latest first')
    .action(
      operating<PageFlags>(terminal, async (operation, { limit, cursor }) => {
        const page = await operation.get<PageBody<RiskEventBody>>('/risk-events', { limit, cursor });
        operation.print(page, ({ items }) => renderRiskEvents(items));
        tellNextPage(operation, page.body);
      }),
    );
  addReadFlags(risk.command('limits'))
    .description('Every limit, and how much of it is used')
    .action(
      operating(terminal, async (operation) =>
        operation.print(await operation.get<LimitsBody>('/risk/limits'), renderLimits),
      ),
    );
  addWriteFlags(risk.command('resolve'))
    .argument('<id>', 'of a risk event')
    .description('Say that a risk event is dealt with')
    .requiredOption('--reason <text>', 'is written down with your name')
    .action(
      operating<OperateFlags & { reason: string }>(terminal, async (operation, { reason }, id = '') => {
        const path = `/risk-events/${encodeURIComponent(id)}/resolve`;
        const answer = await operation.write<RiskEventBody>('POST', path, { reason });
        operation.print(answer, renderRiskEvent);
      }),
    );
  return risk;
}

const LIMITS: readonly Column<readonly [name: string, limit: unknown, used: number | null | undefined]>[] = [
  { title: 'limit', of: ([name]) => name },
  { title: 'at', of: ([, limit]) => limit ?? 'off' },
  { title: 'used', of: ([, , used]) => percentText(used) },
];

function renderLimits({ limits, utilisation }: LimitsBody): string {
  const rows = Object.entries(limits).map(([name, limit]) => [name, limit, utilisation[name]] as const);
  return renderTable(LIMITS, rows, 'no limits');
}
