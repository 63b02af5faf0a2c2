import { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import type { FillBody, PageBody } from './api-bodies.ts';
import { type ExportFlags, exportFills } from './export-fills.ts';
import { renderFills } from './fill-tables.ts';
import { addPageFlags, addReadFlags, operating, type PageFlags } from './operate-flags.ts';
import { tellNextPage } from './pages.ts';

/** `tidegate fills list|export`. */
export function fillsCommand(terminal: Terminal): Command {
  const fills = new Command('fills').description('Fills: what was bought and sold');
  addPageFlags(fills.command('list'))
    .description('Fills, the latest first')
    .option('--session <id>', 'of this session')
    .action(
      operating<PageFlags & { session?: string }>(terminal, async (operation, { session, limit, cursor }) => {
        const page = await operation.get<PageBody<FillBody>>('/fills', { session, limit, cursor });
        operation.print(page, ({ items }) => renderFills(items));
        tellNextPage(operation, page.body);
      }),
    );
  addReadFlags(fills.command('export'))
    .description('All fills, the earliest first, as CSV or a JSON object a line')
    .option('--format <format>', 'csv or ndjson (default: csv; ndjson with --json)')
    .option('--session <id>', 'of this session')
    .option('--out <file>', 'a new file (default: stdout)')
    .action(operating<ExportFlags>(terminal, exportFills));
  return fills;
}
