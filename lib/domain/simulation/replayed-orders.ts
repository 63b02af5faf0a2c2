import type { Order } from '../orders/order.ts';
import { isTerminal } from '../orders/order-state-machine.ts';

/** The orders of a replay: those that live, and of the others that they were. */
export class ReplayedOrders {
  readonly #live = new Map<string, Order>();
  readonly #ids = new Set<string>();
  readonly #onEnd: (order: Order) => void;

  /** @param onEnd gets each order when it has ended: it is not kept here */
  constructor(onEnd: (order: Order) => void) {
    this.#onEnd = onEnd;
  }

  /** By client order id. */
  get live(): ReadonlyMap<string, Order> {
    return this.#live;
  }

  /** Whether the id has, or had, an order: it never gets another. */
  has(clientOrderId: string): boolean {
    return this.#ids.has(clientOrderId);
  }

  /** @throws when no such order lives: the venue knows of none that was not placed. */
  get(clientOrderId: string): Order {
    const order = this.#live.get(clientOrderId);
    if (order === undefined) throw new Error(`the venue names order ${clientOrderId}, which does not work`);
    return order;
  }

  put(order: Order): void {
    const { clientOrderId } = order.intent;
    this.#ids.add(clientOrderId);
    if (!isTerminal(order.state)) {
      this.#live.set(clientOrderId, order);
      return;
    }
    this.#live.delete(clientOrderId);
    this.#onEnd(order);
  }
}
