import type { QueuedCommand } from '#domain/trading/order-command.ts';

/** The FIFO queue before `place-order`: in order per account and symbol, at least once. */
export interface OrderQueue {
  send(commands: readonly QueuedCommand[]): Promise<void>;
}
