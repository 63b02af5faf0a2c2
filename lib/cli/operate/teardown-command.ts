import { Command } from 'commander';
import type { reconciliationView } from '#application/contracts/api/reconciliation-view.ts';
import type { Status } from '#application/reads/read-status.ts';
import { CommandError } from '../command-error.ts';
import { escapeUnseen } from '../describe-error.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT } from '../usage-error.ts';
import type { EmergencyStopBody, OrderBody, PageBody } from './api-bodies.ts';
import { ApiError } from './api-error.ts';
import { addReadFlags } from './operate-flags.ts';
import { operating } from './operating.ts';
import type { Operation } from './operation.ts';
import { allItems } from './pages.ts';

/** Why a system must not be deleted yet. */
interface Obstacle {
  readonly kind: 'emergency_stop' | 'order' | 'position' | 'reconciliation' | 'session';
  readonly subject: string | null;
  readonly detail: string;
}

type ReconciliationBody = ReturnType<typeof reconciliationView>;

/** An older comparison with the broker proves nothing. */
const FRESH_MINUTES = 60;

/** `tidegate teardown check`. */
export function teardownCommand(terminal: Terminal): Command {
  const teardown = new Command('teardown').description('Before a system is deleted; this program deletes nothing');
  addReadFlags(teardown.command('check'))
    .description('What would be left alone at the broker; exit 3 while there is anything, 0: it may be deleted')
    .action(
      operating(terminal, async (operation) => {
        const { body: status } = await operation.get<Status>('/status');
        const obstacles = [
          ...inStatus(status),
          ...(await workingOrders(operation, status)),
          ...(await runningStop(operation)),
          ...(await differences(operation, status)),
        ];
        show(operation, status, obstacles);
        if (obstacles.length === 0) return;
        throw new CommandError(EXIT.refused, [
          `${obstacles.length} in the way: without its functions nobody looks after them any more`,
        ]);
      }),
    );
  return teardown;
}

function show({ isJson, terminal }: Operation, { account, environment }: Status, obstacles: readonly Obstacle[]): void {
  const lines = obstacles.map(({ kind, subject, detail }) => {
    const words = [kind, ...(subject === null ? [] : [subject]), detail];
    return `${escapeUnseen(words.join(' '))}\n`;
  });
  const nothing = `${environment}/${account} is flat: nothing stands in the way\n`;
  if (isJson) terminal.stdout.write(`${JSON.stringify({ environment, account, obstacles })}\n`);
  else terminal.stdout.write(lines.length === 0 ? nothing : lines.join(''));
}

/** Told by the rows of the account, read consistently. */
function inStatus({ positions, session }: Status): readonly Obstacle[] {
  const held = positions.map(
    ({ markPrice, quantity, symbol }): Obstacle => ({
      kind: 'position',
      subject: symbol,
      detail: `of ${quantity} is open${markPrice === null ? '' : `, last price ${markPrice}`}`,
    }),
  );
  if (session === null || session.status === 'STOPPED') return held;
  return [{ kind: 'session', subject: session.id, detail: `is ${session.status}` }, ...held];
}

/** By name; rows that hold something for an order which the list does not show are an obstacle, too. */
async function workingOrders(operation: Operation, { hasWorkingOrders }: Status): Promise<readonly Obstacle[]> {
  const found: Obstacle[] = [];
  for await (const order of allItems<OrderBody>(operation, '/orders', { state: 'open' })) {
    const { clientOrderId, quantity, side, state, symbol, type } = order;
    found.push({
      kind: 'order',
      subject: clientOrderId,
      detail: `(${type} ${side} ${quantity} ${symbol}) is ${state}`,
    });
  }
  if (found.length > 0 || !hasWorkingOrders) return found;
  return [{ kind: 'order', subject: null, detail: 'of unknown id: the account holds something in reserve' }];
}

async function runningStop(operation: Operation): Promise<readonly Obstacle[]> {
  const stop = await orNothing(operation.get<EmergencyStopBody>('/emergency-stop'));
  if (stop === null || stop.status === 'DONE') return [];
  return [{ kind: 'emergency_stop', subject: stop.id, detail: `is under way: ${stop.phase}` }];
}

/** What the ledger does not know of only a comparison with the broker shows. An account that there never was has none. */
async function differences(operation: Operation, { equity }: Status): Promise<readonly Obstacle[]> {
  if (equity === null) return [];
  const { body } = await operation.get<PageBody<ReconciliationBody>>('/reconciliations', { limit: '1' });
  const [latest] = body.items;
  const obstacle = (detail: string): readonly Obstacle[] => [
    { kind: 'reconciliation', subject: latest?.id ?? null, detail },
  ];
  const advice = 'run `tidegate reconcile`';
  if (latest === undefined) return obstacle(`of ledger and broker was never made: ${advice}`);
  if (latest.status !== 'DONE' || latest.finishedAt === null) return obstacle(`is ${latest.status}`);
  if (latest.outcome === 'unanswered') return obstacle(`was not answered by the broker: ${advice}`);
  if (latest.open > 0 || (latest.outcome !== 'agreed' && latest.outcome !== 'resolved'))
    return obstacle(`has left ${latest.open} differences between ledger and broker: ${latest.outcome}`);
  const minutes = Math.floor((operation.now() - Date.parse(latest.finishedAt)) / 60_000);
  return minutes < FRESH_MINUTES
    ? []
    : obstacle(`is ${minutes} minutes old, expected less than ${FRESH_MINUTES}: ${advice}`);
}

async function orNothing<Body>(answer: Promise<{ readonly body: Body }>): Promise<Body | null> {
  try {
    return (await answer).body;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
