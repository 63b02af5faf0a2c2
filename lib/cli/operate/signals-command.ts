import { Command } from 'commander';
import { type Column, renderTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { PageBody, SignalBody } from './api-bodies.ts';
import { addPageFlags, type PageFlags } from './operate-flags.ts';
import { operating } from './operating.ts';
import { tellNextPage } from './pages.ts';

type SignalFlags = PageFlags & { session?: string; strategy?: string };

/** `tidegate signals list`. */
export function signalsCommand(terminal: Terminal): Command {
  const signals = new Command('signals').description('Signals: what strategies and the outside asked for');
  addPageFlags(signals.command('list'))
    .description('Signals and what became of them, the latest first')
    .option('--session <id>', 'of this session')
    .option('--strategy <name>', 'of this strategy')
    .action(
      operating<SignalFlags>(terminal, async (operation, { session, strategy, limit, cursor }) => {
        const page = await operation.get<PageBody<SignalBody>>('/signals', { session, strategy, limit, cursor });
        operation.print(page, ({ items }) => renderTable(COLUMNS, items, 'no signals'));
        tellNextPage(operation, page.body);
      }),
    );
  return signals;
}

const COLUMNS: readonly Column<SignalBody>[] = [
  { title: 'time', of: ({ time }) => time },
  { title: 'source', of: ({ source }) => source },
  { title: 'strategy', of: ({ strategy }) => strategy },
  { title: 'symbol', of: ({ symbol }) => symbol },
  { title: 'signal', of: ({ signal }) => signal },
  { title: 'strength', of: ({ strength }) => strength },
  { title: 'status', of: ({ status }) => status },
  { title: 'why', of: whyText },
  { title: 'order', of: ({ clientOrderId }) => clientOrderId },
  { title: 'reason', of: ({ reason }) => reason },
];

/** `risk: max_order_value, trading_mode`. */
function whyText({ cause, detail }: SignalBody): string | null {
  return cause === null || detail === null ? cause : `${cause}: ${detail}`;
}
