import type { OrderCommand } from '#domain/trading/order-command.ts';

/** The FIFO queue before `place-order`: in order per account and symbol, at least once. */
export interface OrderQueue {
  send(commands: readonly OrderCommand[]): Promise<void>;
}
