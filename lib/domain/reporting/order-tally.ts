import { ORDER_STATES, type Order, type OrderState } from '../orders/order.ts';
import type { OrderType } from '../orders/order-terms.ts';

/** Counts a session's orders as they end, so that none of them need be kept. */
export class OrderTally {
  readonly #states = new Map<OrderState, number>();
  readonly #broken = new Map<string, number>();
  /** Of those that are no market orders. */
  readonly #types = new Map<string, OrderType>();
  readonly #symbols = new Set<string>();
  #submitted = 0;

  add({ brokerOrderId, cause, filledQuantity, intent, state, violations }: Order): void {
    increment(this.#states, state);
    this.#symbols.add(intent.symbol);
    if (brokerOrderId !== null || filledQuantity.gt(0)) this.#submitted += 1;
    if (intent.terms.type !== 'market') this.#types.set(intent.clientOrderId, intent.terms.type);
    if (cause === 'RISK') for (const rule of new Set(violations.map((one) => one.rule))) increment(this.#broken, rule);
  }

  /** Symbols that had an order. */
  get symbols(): ReadonlySet<string> {
    return this.#symbols;
  }

  /** Type of an order of this session; empty for a fill that no order explains. */
  typeOf(clientOrderId: string | null): string {
    return clientOrderId === null ? '' : (this.#types.get(clientOrderId) ?? 'market');
  }

  /** Submitted are the orders that the venue is proven to have, by its own id or a fill; denied those that risk refused, by every rule that they broke. */
  figures(): Readonly<Record<string, unknown>> {
    const count = (state: OrderState): number => this.#states.get(state) ?? 0;
    const broken = [...this.#broken].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      orders_submitted: this.#submitted,
      orders_rejected: count('REJECTED'),
      orders_by_state: Object.fromEntries(ORDER_STATES.map((state) => [state, count(state)])),
      denied_by_rule: Object.fromEntries(broken),
    };
  }
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
