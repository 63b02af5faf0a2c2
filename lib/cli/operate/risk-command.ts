import { Command } from 'commander';
import { type Column, percentText, renderTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { LimitsBody, PageBody, RiskEventBody } from './api-bodies.ts';
import { addPageFlags, addReadFlags, operating, type PageFlags } from './operate-flags.ts';
import { tellNextPage } from './pages.ts';

/** `tidegate risk events|limits`. */
export function riskCommand(terminal: Terminal): Command {
  const risk = new Command('risk').description('Limits, and what they did');
  addPageFlags(risk.command('events'))
    .description('Warnings, restrictions and odd fills, the latest first')
    .action(
      operating<PageFlags>(terminal, async (operation, { limit, cursor }) => {
        const page = await operation.get<PageBody<RiskEventBody>>('/risk-events', { limit, cursor });
        operation.print(page, ({ items }) => renderTable(EVENTS, items, 'no risk events'));
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
  return risk;
}

const EVENTS: readonly Column<RiskEventBody>[] = [
  { title: 'at', of: ({ at }) => at },
  { title: 'severity', of: ({ severity }) => severity },
  { title: 'kind', of: ({ kind }) => kind },
  {
    title: 'detail',
    of: ({ detail }) =>
      Object.entries(detail)
        .map((pair) => pair.join(' '))
        .join(', '),
  },
  { title: 'id', of: ({ id }) => id },
];

const LIMITS: readonly Column<readonly [name: string, limit: unknown, used: number | null | undefined]>[] = [
  { title: 'limit', of: ([name]) => name },
  { title: 'at', of: ([, limit]) => limit ?? 'off' },
  { title: 'used', of: ([, , used]) => percentText(used) },
];

function renderLimits({ limits, utilisation }: LimitsBody): string {
  const rows = Object.entries(limits).map(([name, limit]) => [name, limit, utilisation[name]] as const);
  return renderTable(LIMITS, rows, 'no limits');
}
