import { Command } from 'commander';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { Decimal, toPlain } from '#domain/shared/decimal.ts';
import { CommandError } from '../command-error.ts';
import { decimalFlag } from '../replay/flag-values.ts';
import { type Column, renderTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT } from '../usage-error.ts';
import type { OrderBody, PositionBody, QueuedBody } from './api-bodies.ts';
import type { ApiAnswer } from './api-client.ts';
import { awaitOrder } from './await-order.ts';
import { confirm } from './confirm.ts';
import { addDangerFlags, addReadFlags, type OperateFlags, operating } from './operate-flags.ts';
import type { Operation } from './operation.ts';
import { symbolFlag } from './symbol-flag.ts';

const COLUMNS: readonly Column<PositionBody>[] = [
  { title: 'symbol', of: ({ symbol }) => symbol },
  { title: 'quantity', of: ({ quantity }) => quantity },
  { title: 'entry', of: ({ entryPrice }) => entryPrice },
  { title: 'mark', of: ({ markPrice }) => markPrice },
  { title: 'unrealized', of: ({ unrealizedPnl }) => unrealizedPnl },
  { title: 'return', of: ({ roiPercentage }) => (roiPercentage === null ? null : `${roiPercentage.toFixed(2)} %`) },
  { title: 'protected', of: ({ protectedQuantity }) => protectedQuantity },
];

/** `tidegate positions list|close|adjust`. */
export function positionsCommand(terminal: Terminal): Command {
  const positions = new Command('positions').description('Open positions');
  addReadFlags(positions.command('list'))
    .description('Open positions at their last mark')
    .action(
      operating(terminal, async (operation) =>
        operation.print(await readPositions(operation), (open) => renderTable(COLUMNS, open, 'no open positions')),
      ),
    );
  addClose(positions, terminal);
  addAdjust(positions, terminal);
  return positions;
}

function addClose(positions: Command, terminal: Terminal): void {
  addDangerFlags(positions.command('close'))
    .argument('<symbol>', 'e.g. BTC/USD')
    .description('Leave a position at the market, and wait until it is gone')
    .option('--reason <text>', 'is written on the order')
    .action(
      operating<OperateFlags & { reason?: string }>(terminal, async (operation, { yes, reason }, given = '') => {
        const symbol = symbolFlag(given);
        await confirm(terminal, `positions close ${symbol}`, yes);
        const queued = await operation.write<QueuedBody>('POST', `${positionPath(symbol)}/close`, { reason });
        await awaitPosition(operation, queued, symbol, '0');
      }),
    );
}

function addAdjust(positions: Command, terminal: Terminal): void {
  addDangerFlags(positions.command('adjust'))
    .argument('<symbol>', 'e.g. BTC/USD')
    .description('Trade at the market to a target, and wait until it is there; to 0 is to close')
    .requiredOption('--target <quantity>', 'of the position, signed: a short one is below 0')
    .action(
      operating<OperateFlags & { target: string }>(terminal, async (operation, { yes, target }, given = '') => {
        const symbol = symbolFlag(given);
        const quantity = decimalFlag('--target', target, 'a decimal', (value) => value.abs().lt('1e16'));
        const targetQuantity = toPlain(quantity);
        if (quantity.isZero()) await confirm(terminal, `positions adjust ${symbol} to 0`, yes);
        const queued = await operation.write<QueuedBody>('PUT', positionPath(symbol), { targetQuantity });
        await awaitPosition(operation, queued, symbol, targetQuantity);
      }),
    );
}

/** Until the order has ended, or another one has brought the position to its target. */
async function awaitPosition(operation: Operation, queued: ApiAnswer<QueuedBody>, symbol: string, target: string) {
  const held = async (): Promise<Decimal> => {
    const { body } = await readPositions(operation);
    return new Decimal(body.find((position) => position.symbol === symbol)?.quantity ?? '0');
  };
  const isEnded = (order: OrderBody | null): boolean => order !== null && isTerminal(order.state);
  await awaitOrder(operation, queued, async (order) => isEnded(order) || (await held()).eq(target));
  if (!operation.isWaiting) return;
  const left = await held();
  if (left.eq(target)) return;
  const { clientOrderId } = queued.body;
  throw new CommandError(EXIT.failed, [
    `position ${symbol} is ${toPlain(left)}, not ${target}: order ${clientOrderId} has ended`,
  ]);
}

function readPositions(operation: Operation) {
  return operation.get<readonly PositionBody[]>('/positions');
}

/** A slash inside a segment is not the same to every gateway. */
function positionPath(symbol: string): string {
  return `/positions/${encodeURIComponent(symbol.replace('/', '-'))}`;
}
