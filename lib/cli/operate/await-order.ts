import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../usage-error.ts';
import type { OrderBody, QueuedBody } from './api-bodies.ts';
import type { ApiAnswer } from './api-client.ts';
import { ApiError, describeViolation } from './api-error.ts';
import type { Operation } from './operation.ts';
import { renderOrder, renderQueued } from './order-tables.ts';

/** A venue that has not ended an order so long after it was asked to may take its time. */
const PATIENCE_WITH_CANCELS_MS = 3_000;

/** Waits until the venue has the order, or it has ended. */
export async function awaitPlaced(operation: Operation, answer: ApiAnswer<QueuedBody>): Promise<void> {
  const isPlaced = ({ brokerOrderId, state }: OrderBody): boolean => brokerOrderId !== null || isTerminal(state);
  await awaitOrder(operation, answer, (order) => order !== null && isPlaced(order));
}

/** Waits for what was queued, prints it, and tells of an order that came to nothing. */
export async function awaitOrder(
  operation: Operation,
  answer: ApiAnswer<QueuedBody>,
  isEnough: (order: OrderBody | null) => boolean | Promise<boolean>,
): Promise<void> {
  if (!operation.isWaiting) return operation.print(answer, renderQueued);
  const { clientOrderId } = answer.body;
  const look = async () => {
    const order = await readOrder(operation, `/orders/${clientOrderId}`);
    return { order, isEnough: await isEnough(order?.body ?? null) };
  };
  const { isEnough: isThere, seen } = await operation.waitFor(look, (found) => found.isEnough);
  if (seen.order === null) operation.print(answer, renderQueued);
  else operation.print(seen.order, renderOrder);
  if (!isThere) throw late(operation, clientOrderId, seen.order?.body.state ?? 'QUEUED');
  if (seen.order !== null) refuseDead(seen.order.body);
}

/** Cancels, and waits until the order has ended; a venue that takes its time is left to the system, which goes on asking. */
export async function awaitCancelled(operation: Operation, path: string): Promise<void> {
  const isGone = async () => (await readOrder(operation, path))?.body.state === 'CANCELLED';
  const answer = await operation.writeOnce<QueuedBody>('DELETE', path, undefined, isGone);
  if (!operation.isWaiting && answer !== null) return operation.print(answer, renderQueued);
  const { isEnough, seen } = await operation.waitFor(
    () => operation.get<OrderBody>(path),
    ({ body }, waited) => isTerminal(body.state) || (body.cancelRequested && waited >= PATIENCE_WITH_CANCELS_MS),
  );
  operation.print(seen, renderOrder);
  const { clientOrderId, state } = seen.body;
  if (!isEnough) throw late(operation, clientOrderId, state);
  if (!isTerminal(state))
    operation.note('the cancel is written down, and the venue will be asked until it has ended the order');
  else if (state !== 'CANCELLED')
    throw new CommandError(EXIT.refused, [`order ${clientOrderId} is ${state}: it ended before it could be cancelled`]);
}

/** `null`: it is not in the ledger yet. */
async function readOrder(operation: Operation, path: string): Promise<ApiAnswer<OrderBody> | null> {
  try {
    return await operation.get<OrderBody>(path);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404 && error.exitCode === EXIT.refused) return null;
    throw error;
  }
}

function refuseDead({ clientOrderId, state, cause, violations }: OrderBody): void {
  if (state !== 'REJECTED' && state !== 'FAILED') return;
  const why = `order ${clientOrderId} is ${state}${cause === null ? '' : ` (${cause})`}`;
  const kind = state === 'REJECTED' ? EXIT.refused : EXIT.failed;
  throw new CommandError(kind, [why, ...violations.map(describeViolation)]);
}

function late(operation: Operation, clientOrderId: string, state: string): CommandError {
  const text = `order ${clientOrderId} is still ${state} ${operation.waitedText}; \`orders show\` tells how it goes on`;
  return new CommandError(EXIT.failed, [text]);
}
