import { Command } from 'commander';
import type { reconciliationView } from '#application/contracts/api/reconciliation-view.ts';
import { RECONCILIATION_MODES } from '#domain/reconciliation/reconciliation.ts';
import { CommandError } from '../command-error.ts';
import { refuseFlag } from '../replay/flag-values.ts';
import { type Column, renderPairs, renderTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT } from '../usage-error.ts';
import type { PageBody } from './api-bodies.ts';
import { confirm } from './confirm.ts';
import {
  addDangerFlags,
  addPageFlags,
  addReadFlags,
  addWriteFlags,
  idArgument,
  type OperateFlags,
  type PageFlags,
} from './operate-flags.ts';
import { operating } from './operating.ts';
import type { Operation } from './operation.ts';
import { tellNextPage } from './pages.ts';

type ReconciliationBody = ReturnType<typeof reconciliationView>;

interface ReconcileFlags extends OperateFlags {
  readonly mode?: string;
}

/** A look that is not answered is repeated for three minutes. */
const WAIT_SECONDS = '240';

/** `tidegate reconcile [approve|deny|status|list]`. */
export function reconcileCommand(terminal: Terminal): Command {
  const reconcile = addWriteFlags(new Command('reconcile'))
    // What follows `approve` is its own.
    .enablePositionalOptions()
    .description('Compare ledger and broker, and do about differences what the mode says')
    .option('--mode <mode>', `${RECONCILIATION_MODES.join(', ')} (default: the configuration's)`)
    .action(
      operating<ReconcileFlags>(
        terminal,
        async (operation, { mode }) => {
          const body = mode === undefined ? {} : { mode: modeFlag(mode) };
          const answer = await operation.write<ReconciliationBody>('POST', '/reconciliations', body);
          if (operation.isWaiting) await awaitEnd(operation, answer.body.id);
          else operation.print(answer, renderReconciliation);
        },
        WAIT_SECONDS,
      ),
    );
  addDecision(reconcile, terminal, 'approve', 'Declare the differences that a reconciliation waits with');
  addDecision(reconcile, terminal, 'deny', 'Declare nothing: trading halts');
  addReadFlags(reconcile.command('status'))
    .argument('[id]', 'of a reconciliation (default: the latest)')
    .description('One reconciliation, with its report')
    .action(
      operating(terminal, async (operation, _, id = '') => {
        const found = id === '' ? await latest(operation) : idArgument('ID', id);
        operation.print(await read(operation, found), renderReconciliation);
      }),
    );
  addPageFlags(reconcile.command('list'))
    .description('Reconciliations, the latest first')
    .action(
      operating<PageFlags>(terminal, async (operation, { limit, cursor }) => {
        const page = await operation.get<PageBody<ReconciliationBody>>('/reconciliations', { limit, cursor });
        operation.print(page, ({ items }) => renderTable(LIST, items, 'nothing was reconciled'));
        tellNextPage(operation, page.body);
      }),
    );
  return reconcile;
}

function addDecision(reconcile: Command, terminal: Terminal, verb: 'approve' | 'deny', description: string): void {
  addDangerFlags(reconcile.command(verb))
    .argument('<id>', 'of a reconciliation that waits')
    .description(description)
    .action(
      operating<OperateFlags>(
        terminal,
        async (operation, { yes }, id = '') => {
          const path = `/reconciliations/${idArgument('ID', id)}/${verb}`;
          await confirm(terminal, `reconcile ${verb} ${id}`, yes);
          const answer = await operation.write<ReconciliationBody>('POST', path, {});
          if (operation.isWaiting) await awaitEnd(operation, id, verb === 'deny');
          else operation.print(answer, renderReconciliation);
        },
        WAIT_SECONDS,
      ),
    );
}

/** @param isHaltMeant the halt is what was asked for */
async function awaitEnd(operation: Operation, id: string, isHaltMeant = false): Promise<void> {
  const { isEnough, seen } = await operation.waitFor(
    () => read(operation, id),
    ({ body }) => body.status === 'DONE' || (body.status === 'WAITING_FOR_APPROVAL' && body.decision === null),
  );
  operation.print(seen, renderReconciliation);
  const { open, outcome, status, troubles } = seen.body;
  if (!isEnough)
    throw new CommandError(EXIT.failed, [`reconciliation ${id} is still under way ${operation.waitedText}`]);
  if (status !== 'DONE')
    throw new CommandError(EXIT.refused, [`${open} differences wait: \`tidegate reconcile approve ${id}\`, or deny`]);
  if (outcome === 'unanswered')
    throw new CommandError(EXIT.failed, ['nothing can be concluded', ...troubles.slice(0, 2)]);
  if (outcome === 'drift' || (outcome === 'halted' && !isHaltMeant))
    throw new CommandError(EXIT.refused, [
      `${open} differences stand${outcome === 'halted' ? ', the account is HALTED' : ''}`,
    ]);
}

async function latest(operation: Operation): Promise<string> {
  const { body } = await operation.get<PageBody<ReconciliationBody>>('/reconciliations', { limit: '1' });
  const [first] = body.items;
  if (first === undefined) throw new CommandError(EXIT.refused, ['nothing was reconciled yet']);
  return first.id;
}

function read(operation: Operation, id: string) {
  return operation.get<ReconciliationBody>(`/reconciliations/${id}`);
}

function modeFlag(mode: string): string {
  const found = RECONCILIATION_MODES.find((one) => one === mode);
  if (found === undefined) throw refuseFlag('--mode', mode, RECONCILIATION_MODES.join(', '));
  return found;
}

const DRIFTS: readonly Column<ReconciliationBody['drifts'][number]>[] = [
  { title: 'drift', of: ({ kind }) => kind },
  { title: 'of', of: ({ subject }) => subject },
  { title: 'quantity', of: ({ quantity }) => quantity ?? '' },
  { title: 'value', of: ({ value }) => value ?? 'unknown' },
  { title: 'age', of: ({ ageSeconds }) => `${ageSeconds} s` },
  { title: 'resolution', of: ({ resolution }) => resolution },
];

const LIST: readonly Column<ReconciliationBody>[] = [
  { title: 'requested', of: ({ requestedAt }) => requestedAt },
  { title: 'trigger', of: ({ trigger }) => trigger },
  { title: 'mode', of: ({ mode }) => mode },
  { title: 'status', of: ({ status }) => status },
  { title: 'outcome', of: ({ outcome }) => outcome ?? '' },
  { title: 'open', of: ({ open }) => open },
  { title: 'id', of: ({ id }) => id },
];

function renderReconciliation(one: ReconciliationBody): string {
  const { decision, drifts, id, mode, outcome, requestedAt, requestedBy, status, troubles } = one;
  return [
    renderPairs([
      ['reconciliation', id],
      ['status', status],
      ['outcome', outcome ?? 'not yet'],
      ['mode', mode],
      ['asked for', `${requestedAt} by ${requestedBy}`],
      ['decision', decision === null ? 'none' : `${decision.verdict} by ${decision.by}`],
      ['could not be done', troubles.join('; ') || 'nothing'],
    ]),
    renderTable(DRIFTS, drifts, 'ledger and broker agree'),
  ].join('\n');
}
