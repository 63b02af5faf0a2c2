import { Command } from 'commander';
import type { Status } from '#application/reads/read-status.ts';
import { countFlag } from '../replay/flag-values.ts';
import { type Column, percentText, renderPairs, renderTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT } from '../usage-error.ts';
import { ApiError } from './api-error.ts';
import { addReadFlags, type OperateFlags } from './operate-flags.ts';
import { operating } from './operating.ts';
import type { Operation } from './operation.ts';

interface StatusFlags extends OperateFlags {
  readonly watch?: string | true;
  readonly count?: string;
}

const DEFAULT_EVERY_SECONDS = '2';
/** Cursor to the corner, and everything below it gone. */
const CLEAR = '\u001b[H\u001b[J';

/** `tidegate status`: the account at a glance, once or until it is interrupted. */
export function statusCommand(terminal: Terminal): Command {
  return addReadFlags(new Command('status'))
    .description('The account at a glance: mode, session, money, risk, positions')
    .option('--watch [seconds]', 'again and again, each so many seconds (default: 2), until Ctrl-C')
    .option('--count <number>', 'with --watch: end after so many')
    .action(
      operating<StatusFlags>(terminal, async (operation, { watch, count }) => {
        if (watch === undefined) return show(operation);
        const every = countFlag('--watch', watch === true ? DEFAULT_EVERY_SECONDS : watch, 1) * 1_000;
        const times = count === undefined ? Number.POSITIVE_INFINITY : countFlag('--count', count, 1);
        for (let time = 1; time <= times; time += 1) {
          if (time > 1) await operation.pause(every);
          await showOnWatch(operation);
        }
      }),
    );
}

/** What is only not there for now ends no watch. */
async function showOnWatch(operation: Operation): Promise<void> {
  try {
    const isScreen = operation.terminal.stdout.isTTY === true && !operation.isJson;
    await show(operation, isScreen ? CLEAR : '');
  } catch (error) {
    if (!(error instanceof ApiError) || error.exitCode !== EXIT.failed || error.status === 403) throw error;
    operation.note(error.message);
  }
}

async function show(operation: Operation, before = ''): Promise<void> {
  operation.print(await operation.get<Status>('/status'), (status) => before + renderStatus(status));
}

const POSITIONS: readonly Column<Status['positions'][number]>[] = [
  { title: 'symbol', of: ({ symbol }) => symbol },
  { title: 'quantity', of: ({ quantity }) => quantity },
  { title: 'mark', of: ({ markPrice }) => markPrice },
];

/** A server of an earlier version tells nothing of it. */
function dryMark({ dryRun }: { readonly dryRun?: boolean }): string {
  return dryRun === true ? ', a dry run: no order is sent' : '';
}

function renderStatus(status: Status): string {
  const { session, risk } = status;
  const pairs = renderPairs([
    ['environment', status.environment],
    ['account', status.account],
    ['mode', status.modeCause === null ? status.mode : `${status.mode} (${status.modeCause})`],
    [
      'session',
      session === null ? 'none' : `${session.id} ${session.status} since ${session.startedAt}${dryMark(session)}`,
    ],
    ['equity', status.equity],
    ['cash', status.cash],
    ['reserved', status.reserved],
    ['marked at', status.markedAt],
    ['daily profit or loss', risk?.dailyPnl],
    ['unrealized', risk?.unrealizedPnl],
    ['exposure', risk?.totalExposure],
    ['drawdown', percentText(risk?.drawdown)],
    ['working orders', status.hasWorkingOrders ? 'yes' : 'no'],
  ]);
  return `${pairs}${renderTable(POSITIONS, status.positions, 'no open positions')}`;
}
