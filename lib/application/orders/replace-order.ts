import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { createOrder, denyOrder } from '#domain/orders/order-lifecycle.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import type { Violation } from '#domain/orders/violation.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import type { ReplaceCommand } from '#domain/trading/order-command.ts';
import { endOrder } from './end-order.ts';
import { type PlaceOrderDeps, type PlaceOrderOutcome, placeOrder, violationsWithout } from './place-order.ts';

/**
 * Changes an order: it is cancelled, and when the venue has said that it is over, and what it filled is in, what is left of the wanted quantity is placed
 * under an id of its own. Never do both work at once. Judged before the old one is touched, so that a change that risk refuses leaves it as it is. Called again
 * for the same command it finds what the first call has done.
 *
 * @throws {NotEndedError} when the old order may still work: the message comes again.
 */
export async function replaceOrder(
  deps: PlaceOrderDeps,
  { intent, replaces }: ReplaceCommand,
): Promise<PlaceOrderOutcome> {
  const { ledger } = deps;
  const order = await ledger.readOrder(replaces);
  if (order === null) return refuse(deps, intent, [isNotThere(replaces, 'no such order')]);
  if (order.cancelRequested) return refuse(deps, intent, [isNotThere(replaces, 'cancelled by an operator')]);
  const wanted = leftOf(intent, order);
  if (isWorking(order) && wanted.quantity.gt(0)) {
    const violations = await violationsWithout(deps, order, wanted);
    if (violations.length > 0) return refuse(deps, intent, violations);
  }
  const ended = isWorking(order) ? await endOrder(deps, order) : order;
  if (ended.state !== 'CANCELLED') return refuse(deps, intent, [isNotThere(replaces, ended.state)]);
  const left = leftOf(intent, ended);
  if (left.quantity.lte(0)) return refuse(deps, intent, [nothingLeft(intent, ended)]);
  return placeOrder(deps, left);
}

/** The intent less what the order that it replaces has filled. */
function leftOf(intent: OrderIntent, { filledQuantity }: Order): OrderIntent {
  return filledQuantity.isZero() ? intent : { ...intent, quantity: intent.quantity.minus(filledQuantity) };
}

async function refuse(
  { clock, ledger }: PlaceOrderDeps,
  intent: OrderIntent,
  violations: readonly Violation[],
): Promise<PlaceOrderOutcome> {
  const now = clock.now();
  const recorded = await ledger.deny(denyOrder(createOrder(intent, now), violations, now));
  if (recorded.attempt > 0) return { kind: 'already_done', order: recorded };
  return { kind: 'denied', order: recorded, violations: recorded.violations };
}

function isNotThere(replaces: string, value: string): Violation {
  return { rule: 'replaced_order', limit: 'an order that works', value, unit: replaces };
}

function nothingLeft({ quantity, symbol }: OrderIntent, { filledQuantity }: Order): Violation {
  const limit = `more than the ${toPlain(filledQuantity)} that are filled`;
  return { rule: 'replaced_order', limit, value: toPlain(quantity), unit: symbol };
}
