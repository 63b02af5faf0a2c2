import type { Order } from '../orders/order.ts';
import type { CancelCommand } from './order-command.ts';

/** Whether a cancel is about this order of its symbol. */
export function isMeant({ createdAt, intent }: Order, { except, requestedAt, scope }: CancelCommand): boolean {
  if (intent.clientOrderId === except) return false;
  if (scope === 'all') return true;
  if (scope === 'earlier') return createdAt < requestedAt;
  return scope === 'entries' ? intent.kind === 'entry' : intent.purpose === 'protection';
}
