import { Command } from 'commander';
import { ORDER_STATES } from '#domain/orders/order.ts';
import { refuseFlag } from '../replay/flag-values.ts';
import type { Terminal } from '../terminal.ts';
import type { OrderBody, OrderDebugBody, PageBody, QueuedBody } from './api-bodies.ts';
import { awaitCancelled, awaitPlaced } from './await-order.ts';
import { addPageFlags, addReadFlags, addWriteFlags, idArgument, type PageFlags } from './operate-flags.ts';
import { operating } from './operating.ts';
import { type ModifyFlags, modifyBody, type PlaceFlags, placeBody } from './order-flags.ts';
import { renderOrder, renderOrderDebug, renderOrders } from './order-tables.ts';
import { tellNextPage } from './pages.ts';
import { symbolFlag } from './symbol-flag.ts';

interface ListFlags extends PageFlags {
  readonly state?: string;
  readonly symbol?: string;
  readonly session?: string;
}

/** `tidegate orders list|show|debug|place|cancel|modify`. */
export function ordersCommand(terminal: Terminal): Command {
  const orders = new Command('orders').description('Orders, of strategies and by hand');
  addReads(orders, terminal);
  addPlace(orders, terminal);
  addChanges(orders, terminal);
  return orders;
}

function addReads(orders: Command, terminal: Terminal): void {
  addPageFlags(orders.command('list'))
    .description('Orders, the latest first')
    .option('--state <state>', 'open, or a state as FILLED or REJECTED')
    .option('--symbol <symbol>', 'of this symbol')
    .option('--session <id>', 'of this session')
    .action(
      operating<ListFlags>(terminal, async (operation, { state, symbol, session, limit, cursor }) => {
        const query = { state: stateFlag(state), symbol: symbolFlag(symbol), session, limit, cursor };
        const page = await operation.get<PageBody<OrderBody>>('/orders', query);
        operation.print(page, ({ items }) => renderOrders(items));
        tellNextPage(operation, page.body);
      }),
    );
  addReadFlags(orders.command('show'))
    .argument('<order>', 'client order id')
    .description('One order')
    .action(
      operating(terminal, async (operation, _, id = '') =>
        operation.print(await operation.get<OrderBody>(orderPath(id)), renderOrder),
      ),
    );
  addReadFlags(orders.command('debug'))
    .argument('<order>', 'client order id')
    .description('One order with its history, what it was judged by, and its fills')
    .action(
      operating(terminal, async (operation, _, id = '') =>
        operation.print(await operation.get<OrderDebugBody>(`${orderPath(id)}/debug`), renderOrderDebug),
      ),
    );
}

function addPlace(orders: Command, terminal: Terminal): void {
  addWriteFlags(orders.command('place'))
    .description('Place an order through the same limits as every other, and wait until the venue has it')
    .requiredOption('--symbol <symbol>', 'one of the session, e.g. BTC/USD')
    .requiredOption('--side <side>', 'buy or sell')
    .requiredOption('--qty <quantity>', 'of the base currency, or shares')
    .option('--type <type>', 'market, limit, stop or stop_limit (default: what the prices say)')
    .option('--limit-price <price>', 'of a limit or stop_limit order')
    .option('--stop-price <price>', 'of a stop or stop_limit order')
    .option('--tif <time>', 'time in force: gtc, day, ioc, fok, opg or cls (default: gtc)')
    .option('--stop-loss <price>', 'protects the position that the order opens')
    .option('--take-profit <price>', 'takes the profit of the position that the order opens')
    .option('--post-only', 'refused by the venue rather than filled at once')
    .option('--reduce-only', 'never more than the position (default: the configuration’s)')
    .option('--no-reduce-only', 'may open a position')
    .action(
      operating<PlaceFlags>(terminal, async (operation, flags) =>
        awaitPlaced(operation, await operation.write<QueuedBody>('POST', '/orders', placeBody(flags))),
      ),
    );
}

function addChanges(orders: Command, terminal: Terminal): void {
  addWriteFlags(orders.command('cancel'))
    .argument('<order>', 'client order id')
    .description('Cancel a working order, and wait until it has ended')
    .action(operating(terminal, (operation, _, id = '') => awaitCancelled(operation, orderPath(id))));
  addWriteFlags(orders.command('modify'))
    .argument('<order>', 'client order id')
    .description('Change a working order; the changed one has an id of its own')
    .option('--limit-price <price>', 'another limit')
    .option('--stop-price <price>', 'another stop')
    .option('--qty <quantity>', 'another quantity, what is filled included')
    .action(
      operating<ModifyFlags>(terminal, async (operation, flags, id = '') =>
        awaitPlaced(operation, await operation.write<QueuedBody>('PATCH', orderPath(id), modifyBody(flags))),
      ),
    );
}

function orderPath(id: string): string {
  return `/orders/${idArgument('order', id)}`;
}

/** In either case of letters. */
function stateFlag(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const choices = ['open', ...ORDER_STATES];
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw refuseFlag('--state', text, `one of ${choices.join(', ')}`);
  return found;
}
