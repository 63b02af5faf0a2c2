import { resumeOrder, type SendOrderDeps } from '#application/orders/send-order.ts';
import { sentOrder } from '#application/orders/sent-order.ts';
import { BrokerError, type BrokerErrorCode } from '#application/ports/broker-error.ts';
import type { Order } from '#domain/orders/order.ts';
import { hasBeenTaken } from '#domain/orders/order-lifecycle.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { countVanished } from './count-vanished.ts';
import { reportOrder } from './report-order.ts';
import { adoptVenueOrder } from './resolve-order.ts';

/** Why the broker gave no answer. */
export interface Unanswered {
  readonly code: BrokerErrorCode;
  readonly reason: string;
}

/** An order that is as it was, because nothing was heard of it: no evidence of anything, an absence least of all. */
export interface UnaskedOrder extends Unanswered {
  readonly order: Order;
}

export interface FollowedOrders {
  /** Orders of which the venue knows nothing. */
  readonly unknown: readonly Order[];
  readonly unasked: readonly UnaskedOrder[];
  /** Orders that the venue says are over, and that were not. */
  readonly ended: readonly Order[];
}

/** While its own invocation may still be sending an order, nobody else asks for it: the function's time-out, three times. */
const IN_FLIGHT = 30 * SECOND;

/**
 * Asks for each open order what became of it, and takes up those that were authorised but are not at the venue. No order keeps the others from being followed:
 * those that the broker gave no answer for are returned, and what else went wrong is thrown when all are through.
 *
 * `fillsFault`: why the fills of this tick are not in. An order may then have fills that nobody has seen, so that its absence proves nothing and it is not sent again.
 */
export async function followOrders(
  deps: SendOrderDeps,
  open: readonly Order[],
  fillsFault: Unanswered | null,
): Promise<FollowedOrders> {
  const unknown: Order[] = [];
  const unasked: UnaskedOrder[] = [];
  const ended: Order[] = [];
  const faults: unknown[] = [];
  for (const order of open) {
    try {
      const follow = hasBeenTaken(order) ? look : takeUp;
      const followed = await follow(deps, order, fillsFault);
      if (followed.kind === 'unknown') unknown.push(followed.order);
      if (followed.kind === 'done' && isTerminal(followed.order.state) && !isTerminal(order.state))
        ended.push(followed.order);
      if (followed.kind === 'unasked') unasked.push({ order, ...followed.why });
    } catch (error) {
      const why = unansweredBy(error);
      if (why === null) faults.push(error);
      else unasked.push({ order, ...why });
    }
  }
  throwFaults(faults);
  return { unknown, unasked, ended };
}

/** @returns `null` for what is no answer of the broker, but a fault of ours. */
export function unansweredBy(error: unknown): Unanswered | null {
  return error instanceof BrokerError ? { code: error.code, reason: error.message } : null;
}

type Followed =
  | { readonly kind: 'done' | 'unknown'; readonly order: Order }
  | { readonly kind: 'unasked'; readonly why: Unanswered };

/** An order that the venue has had. */
async function look(deps: SendOrderDeps, order: Order, fillsFault: Unanswered | null): Promise<Followed> {
  const venue = await deps.broker.getOrder(sentOrder(order));
  if (venue !== null) {
    const adopted = await adoptVenueOrder(deps, order, venue);
    await carryOnCancel(deps, adopted);
    return { kind: 'done', order: adopted };
  }
  if (fillsFault !== null) return { kind: 'unasked', why: fillsFault };
  const counted = await countVanished(deps, order);
  const isOpen = isWorking(counted) && counted.outcomeUnknown;
  return { kind: isOpen ? 'unknown' : 'done', order: counted };
}

/** A cancel that the venue had not carried out when it was asked for; what came of this one is seen in the next tick. */
async function carryOnCancel({ broker }: SendOrderDeps, order: Order): Promise<void> {
  if (order.cancelRequested && isWorking(order)) await broker.cancelOrder(sentOrder(order));
}

/** An order that nobody has acknowledged yet; one that is to be cancelled is, in the tick after the venue has shown it. */
async function takeUp(deps: SendOrderDeps, order: Order, fillsFault: Unanswered | null): Promise<Followed> {
  if (deps.clock.now() - (order.attemptedAt ?? 0) < IN_FLIGHT) return { kind: 'done', order };
  if (fillsFault !== null) {
    const venue = await deps.broker.getOrder(sentOrder(order));
    if (venue === null) return { kind: 'unasked', why: fillsFault };
    return { kind: 'done', order: await adoptVenueOrder(deps, order, venue) };
  }
  const outcome = await resumeOrder(deps, order);
  if (outcome.kind !== 'unknown' && outcome.kind !== 'failed') return { kind: 'done', order: outcome.order };
  if (outcome.kind === 'unknown') await reportOrder(deps, outcome.order, 'OrderOutcomeUnknown');
  return { kind: 'unknown', order: outcome.order };
}

function throwFaults(faults: readonly unknown[]): void {
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new AggregateError(faults, faults.map(String).join('; '));
}
