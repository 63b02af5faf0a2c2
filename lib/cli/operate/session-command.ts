import { Command } from 'commander';
import { refuseFlag } from '../replay/flag-values.ts';
import type { Terminal } from '../terminal.ts';
import type { MovedBody, PageBody, SessionBody } from './api-bodies.ts';
import { confirm } from './confirm.ts';
import {
  addDangerFlags,
  addPageFlags,
  addReadFlags,
  addWriteFlags,
  type OperateFlags,
  type PageFlags,
} from './operate-flags.ts';
import { operating } from './operating.ts';
import { tellNextPage } from './pages.ts';
import { findSession, holdingSession } from './session-argument.ts';
import { awaitStarted, awaitStopped, moveAndAwait, printSession } from './session-moves.ts';
import { renderSessions, renderStats, type StatsBody } from './session-tables.ts';

interface StartFlags extends OperateFlags {
  readonly strategy?: readonly string[];
  readonly symbol?: readonly string[];
  readonly dryRun?: boolean;
  readonly until?: string;
  readonly overridePromotion?: string;
}

interface StopFlags extends OperateFlags {
  readonly flatten?: boolean;
}

/** `tidegate session start|pause|resume|stop|reset|status|stats|list`. */
export function sessionCommand(terminal: Terminal): Command {
  const session = new Command('session').description('Sessions: strategies at work on the account');
  addMoves(session, terminal);
  addEnds(session, terminal);
  addReads(session, terminal);
  return session;
}

function addMoves(session: Command, terminal: Terminal): void {
  addWriteFlags(session.command('start'))
    .description('Start a session, and wait until it runs')
    .option('--strategy <name>', 'one of the configuration, repeatable (default: all of them)', collect)
    .option('--symbol <symbol>', 'one of the configuration, repeatable (default: all of them)', collect)
    .option(
      '--dry-run',
      'everything but orders: each is refused, and recorded as refused (default: the configuration’s)',
    )
    .option('--until <time>', 'when it stops by itself, ISO-8601 with an offset (default: never)')
    .option('--override-promotion <reason>', 'in spite of what the rung below lacks; written down with your name')
    .action(
      operating<StartFlags>(terminal, async (operation, flags) => {
        const { strategy: strategies, symbol: symbols, until, overridePromotion } = flags;
        const dryRun = flags.dryRun ?? dryRunOf(terminal.env);
        if (until !== undefined && Number.isNaN(Date.parse(until)))
          throw refuseFlag('--until', until, 'a time as 2026-01-31T16:00:00Z');
        const wish = { strategies, symbols, dryRun, until, overridePromotion };
        await awaitStarted(operation, await operation.write<MovedBody>('POST', '/sessions', wish));
      }),
    );
  addWriteFlags(session.command('pause'))
    .argument('[session]', HOLDER)
    .description('No new entries; exits go on')
    .action(operating(terminal, (operation, _, id) => moveAndAwait(operation, id, 'pause', 'PAUSED')));
  addWriteFlags(session.command('resume'))
    .argument('[session]', HOLDER)
    .description('Go on, and lift a restriction to exits')
    .action(operating(terminal, (operation, _, id) => moveAndAwait(operation, id, 'resume', 'RUNNING')));
}

/** Whoever sets `DRY_RUN` relies on it: as for a replay it is `true` or `false`, and `false` is what is the case anyway. @throws {UsageError} for anything else */
function dryRunOf({ DRY_RUN }: Terminal['env']): true | undefined {
  const text = DRY_RUN?.trim() ?? '';
  if (text !== '' && text !== 'true' && text !== 'false')
    throw refuseFlag('environment variable DRY_RUN', text, 'true or false');
  return text === 'true' ? true : undefined;
}

function addEnds(session: Command, terminal: Terminal): void {
  addDangerFlags(session.command('reset'))
    .argument('[session]', HOLDER)
    .description('End a session that is in ERROR, and free the account; positions and their protection are kept')
    .action(
      operating<StopFlags>(terminal, async (operation, { yes }, given) => {
        const id = await holdingSession(operation, given);
        await confirm(terminal, `session reset ${id}`, yes);
        await moveAndAwait(operation, id, 'reset', 'STOPPED');
      }),
    );
  addDangerFlags(session.command('stop'))
    .argument('[session]', HOLDER)
    .description('No new entries, then the end; positions and their protection are kept')
    .option('--flatten', 'leave all positions before it ends')
    .action(
      operating<StopFlags>(terminal, async (operation, { flatten = false, yes }, given) => {
        const id = await holdingSession(operation, given);
        await confirm(terminal, `session stop ${id}${flatten ? ' --flatten' : ''}`, yes);
        await awaitStopped(operation, id, flatten);
      }),
    );
}

function addReads(session: Command, terminal: Terminal): void {
  addReadFlags(session.command('status'))
    .argument('[session]', LATEST)
    .description('One session')
    .action(
      operating(terminal, async (operation, _, given) => printSession(operation, await findSession(operation, given))),
    );
  addReadFlags(session.command('stats'))
    .argument('[session]', LATEST)
    .description('Statistics of a session, as far as it has come')
    .action(
      operating(terminal, async (operation, _, given) => {
        const id = await findSession(operation, given);
        operation.print(await operation.get<StatsBody>(`/sessions/${id}/stats`), renderStats);
      }),
    );
  addPageFlags(session.command('list'))
    .description('Sessions, the latest first')
    .action(
      operating<PageFlags>(terminal, async (operation, { limit, cursor }) => {
        const page = await operation.get<PageBody<SessionBody>>('/sessions', { limit, cursor });
        operation.print(page, ({ items }) => renderSessions(items));
        tellNextPage(operation, page.body);
      }),
    );
}

const HOLDER = 'id (default: the session that holds the account)';
const LATEST = 'id (default: the latest)';

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
