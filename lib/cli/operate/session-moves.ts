import { CommandError } from '../command-error.ts';
import { EXIT } from '../usage-error.ts';
import type { MovedBody, OrderBody, PageBody, SessionBody } from './api-bodies.ts';
import type { ApiAnswer } from './api-client.ts';
import type { Operation } from './operation.ts';
import { describeOrder } from './order-tables.ts';
import { holdingSession } from './session-argument.ts';
import { renderMoved, renderSession } from './session-tables.ts';

/** A market order ends by itself within that; what works after it is told. */
const PATIENCE_WITH_ORDERS_MS = 5_000;

export async function printSession(operation: Operation, id: string): Promise<void> {
  operation.print(await readSession(operation, id), renderSession);
}

/** Waits until a session that was asked for runs. */
export async function awaitStarted(operation: Operation, answer: ApiAnswer<MovedBody>): Promise<void> {
  if (!operation.isWaiting) return operation.print(answer, renderMoved);
  const look = () => readSession(operation, answer.body.id);
  const { seen } = await operation.waitFor(look, ({ body }) => body.status !== 'STARTING');
  operation.print(seen, renderSession);
  const { id, status } = seen.body;
  if (status === 'RUNNING') return;
  if (status === 'STARTING') throw late(operation, seen.body);
  if (status === 'ERROR') throw new CommandError(EXIT.refused, [`session ${id} is in ERROR: ${seen.body.stopReason}`]);
  throw new CommandError(EXIT.refused, [`session ${id} is ${status}: the idempotency key is that of an earlier start`]);
}

/** Pauses, resumes or resets, and waits until the session is there. */
export async function moveAndAwait(
  operation: Operation,
  given: string | undefined,
  verb: 'pause' | 'resume' | 'reset',
  wanted: SessionBody['status'],
): Promise<void> {
  const id = await holdingSession(operation, given);
  const isThere = async () => (await readSession(operation, id)).body.status === wanted;
  const answer = await operation.writeOnce<MovedBody>('POST', `/sessions/${id}/${verb}`, {}, isThere);
  if (!operation.isWaiting && answer !== null) return operation.print(answer, renderMoved);
  const { isEnough, seen } = await operation.waitFor(
    () => readSession(operation, id),
    ({ body }) => body.status === wanted,
  );
  operation.print(seen, renderSession);
  if (!isEnough) throw late(operation, seen.body);
}

/** Stops, and waits until the session is STOPPED, or only waits for orders that may work for long. */
export async function awaitStopped(operation: Operation, id: string, flatten: boolean): Promise<void> {
  const isOver = async () => ['STOPPING', 'STOPPED'].includes((await readSession(operation, id)).body.status);
  const answer = await operation.writeOnce<MovedBody>('POST', `/sessions/${id}/stop`, { flatten }, isOver);
  if (!operation.isWaiting && answer !== null) return operation.print(answer, renderMoved);
  const { isEnough, seen } = await operation.waitFor(
    () => readStopping(operation, id),
    ({ session, working }, waited) =>
      session.body.status === 'STOPPED' || (working.length > 0 && waited >= PATIENCE_WITH_ORDERS_MS),
  );
  operation.print(seen.session, renderSession);
  if (!isEnough) throw late(operation, seen.session.body);
  if (seen.session.body.status === 'STOPPED') return;
  operation.note(`session ${id} is STOPPING: it ends with its working orders, which \`orders cancel ID\` ends`);
  for (const order of seen.working) operation.note(`  ${describeOrder(order)}`);
}

/** A session, and the orders that keep it from its end: protection stays with its position. */
async function readStopping(operation: Operation, id: string) {
  const session = await readSession(operation, id);
  if (session.body.status === 'STOPPED') return { session, working: [] };
  const orders = await operation.get<PageBody<OrderBody>>('/orders', { state: 'open' });
  return { session, working: orders.body.items.filter(({ purpose }) => purpose !== 'protection') };
}

function readSession(operation: Operation, id: string): Promise<ApiAnswer<SessionBody>> {
  return operation.get(`/sessions/${id}`);
}

function late(operation: Operation, { id, status }: SessionBody): CommandError {
  return new CommandError(EXIT.failed, [`session ${id} is still ${status} ${operation.waitedText}`]);
}
