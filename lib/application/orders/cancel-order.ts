import { BrokerError } from '#application/ports/broker-error.ts';
import { moveOrder } from '#application/tracking/resolve-order.ts';
import type { Order } from '#domain/orders/order.ts';
import { requestCancel } from '#domain/orders/order-lifecycle.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import type { CancelOrderCommand } from '#domain/trading/order-command.ts';
import { type EndOrderDeps, endOrder, NotEndedError } from './end-order.ts';

export type CancelOrderOutcome =
  /** `requested`: the venue has not said that it is over, `track-orders` goes on asking. `already_done`: it did not work any more. */
  { readonly kind: 'cancelled' | 'requested' | 'already_done'; readonly order: Order } | { readonly kind: 'not_found' };

/**
 * Cancels one order at an operator's word, in every mode. The wish is written down before the venue hears of it, so that neither a crash
 * nor a venue that does not answer can lose it.
 */
export async function cancelOrder(deps: EndOrderDeps, command: CancelOrderCommand): Promise<CancelOrderOutcome> {
  const { clock, ledger } = deps;
  const order = await ledger.readOrder(command.clientOrderId);
  if (order === null) return { kind: 'not_found' };
  const asked = await moveOrder(ledger, order, (current) =>
    isWorking(current) && !current.cancelRequested ? requestCancel(current, clock.now()) : null,
  );
  if (!isWorking(asked)) return { kind: 'already_done', order: asked };
  try {
    return { kind: 'cancelled', order: await endOrder(deps, asked) };
  } catch (error) {
    if (error instanceof NotEndedError || error instanceof BrokerError) return { kind: 'requested', order: asked };
    throw error;
  }
}
