import type { OrderIntent } from '#domain/orders/order-intent.ts';

/** The FIFO queue between the makers of intents and `place-order`: in order per account and symbol, at least once. */
export interface OrderQueue {
  send(intents: readonly OrderIntent[]): Promise<void>;
}
