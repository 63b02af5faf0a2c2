import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { type Column, renderPairs, renderTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT } from '../usage-error.ts';
import type { EmergencyStopBody } from './api-bodies.ts';
import { confirm } from './confirm.ts';
import { addDangerFlags, addReadFlags, type OperateFlags } from './operate-flags.ts';
import { operating } from './operating.ts';
import type { Operation } from './operation.ts';

interface StopFlags extends OperateFlags {
  readonly reason?: string;
  readonly flatten?: boolean;
  readonly cancelAll?: boolean;
}

interface ResetFlags extends OperateFlags {
  readonly reason: string;
  readonly force?: boolean;
}

/** A stop waits ten seconds for what is in flight; what is not answered at the end is asked for three minutes. */
const WAIT_SECONDS = '240';

/** `tidegate emergency-stop [status|reset]`. */
export function emergencyCommand(terminal: Terminal): Command {
  const stop = addDangerFlags(new Command('emergency-stop'))
    // What follows `reset` is its own.
    .enablePositionalOptions()
    .description('Stop everything: nothing is authorised any more, all orders are cancelled and verified at the broker')
    .option('--reason <text>', 'is written on the stop', 'asked for on the command line')
    .option('--flatten', 'leave all positions, too')
    .option('--cancel-all', 'cancel the protection of positions, too')
    .action(
      operating<StopFlags>(
        terminal,
        async (operation, { reason, flatten = false, cancelAll = false, yes }) => {
          await confirm(
            terminal,
            `emergency-stop${flatten ? ' --flatten' : ''}${cancelAll ? ' --cancel-all' : ''}`,
            yes,
          );
          const answer = await operation.write<EmergencyStopBody>('POST', '/emergency-stop', {
            reason,
            flatten,
            cancelAll,
          });
          operation.note(`the account is HALTED, stop ${answer.body.id}`);
          if (operation.isWaiting) await awaitStop(operation);
          else operation.print(answer, renderStop);
        },
        WAIT_SECONDS,
      ),
    );
  addStatus(stop, terminal);
  addReset(stop, terminal);
  return stop;
}

function addStatus(stop: Command, terminal: Terminal): void {
  addReadFlags(stop.command('status'))
    .description('The latest stop, with its report')
    .action(operating(terminal, async (operation) => operation.print(await readStop(operation), renderStop)));
}

function addReset(stop: Command, terminal: Terminal): void {
  addDangerFlags(stop.command('reset'))
    .description('Lift the halt: the one way back to trading')
    .requiredOption('--reason <text>', 'is written down with your name')
    .option('--force', 'in spite of a stop under way, an unknown outcome, or working orders')
    .action(
      operating<ResetFlags>(terminal, async (operation, { reason, force = false, yes }) => {
        await confirm(terminal, `emergency-stop reset${force ? ' --force' : ''}`, yes);
        const answer = await operation.write<{ status: string }>('POST', '/emergency-stop/reset', { reason, force });
        operation.print(answer, () => 'the halt is lifted; start a session to trade again\n');
      }),
    );
}

async function awaitStop(operation: Operation): Promise<void> {
  const { isEnough, seen } = await operation.waitFor(
    () => readStop(operation),
    ({ body }) => body.status === 'DONE',
  );
  operation.print(seen, renderStop);
  const { troubles, cancelledAt } = seen.body;
  if (!isEnough)
    throw new CommandError(EXIT.failed, [
      `the stop is still ${seen.body.phase} ${operation.waitedText}: \`emergency-stop status\` tells how it goes on`,
    ]);
  if (cancelledAt === null)
    throw new CommandError(EXIT.failed, ['the broker has not shown that nothing works', ...troubles.slice(0, 2)]);
}

function readStop(operation: Operation) {
  return operation.get<EmergencyStopBody>('/emergency-stop');
}

const ORDERS: readonly Column<EmergencyStopBody['orders'][number]>[] = [
  { title: 'symbol', of: ({ symbol }) => symbol },
  { title: 'order', of: ({ clientOrderId, brokerOrderId }) => clientOrderId ?? brokerOrderId },
  { title: 'evidence', of: ({ evidence }) => evidence },
];

const UNPROTECTED: readonly Column<EmergencyStopBody['unprotected'][number]>[] = [
  { title: 'unprotected', of: ({ symbol }) => symbol },
  { title: 'quantity', of: ({ quantity }) => quantity },
  { title: 'protected', of: ({ protectedQuantity }) => protectedQuantity },
];

const DRIFTS: readonly Column<NonNullable<EmergencyStopBody['reconciliation']>['drifts'][number]>[] = [
  { title: 'drift', of: ({ kind }) => kind },
  { title: 'of', of: ({ subject }) => subject },
  { title: 'quantity', of: ({ quantity }) => quantity ?? '' },
  { title: 'value', of: ({ value }) => value ?? 'unknown' },
];

function renderStop(stop: EmergencyStopBody): string {
  const { id, phase, reason, reconciliation, requestedAt, requestedBy, secondsToLastCancel, snapshot, troubles } = stop;
  return [
    renderPairs([
      ['stop', id],
      ['phase', phase],
      ['reason', reason],
      ['asked for', `${requestedAt} by ${requestedBy}`],
      ['seconds to last cancel', secondsToLastCancel],
      ['ledger and broker', reconciliation === null ? 'not compared' : (reconciliation.outcome ?? 'not answered')],
      ['drift', reconciliation === null ? null : (reconciliation.driftValue ?? 'of unknown value')],
      ['equity', snapshot?.equity],
      ['could not be done', troubles.join('; ') || 'nothing'],
    ]),
    renderTable(ORDERS, stop.orders, 'no orders worked'),
    renderTable(UNPROTECTED, stop.unprotected, 'no position is without protection'),
    renderTable(DRIFTS, reconciliation?.drifts ?? [], 'no difference is known'),
  ].join('\n');
}
