import { type Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import type { Order } from './order.ts';
import { leavesQuantity } from './order-lifecycle.ts';
import { isTerminal } from './order-state-machine.ts';
import { worstPrice } from './worst-price.ts';

/** What a working order holds back: cash on the account for an entry, quantity on the symbol. */
export interface Reservation {
  /** Leaves × worst price, quote currency. */
  readonly cash: Decimal;
  readonly entryQuantity: Decimal;
  readonly exitQuantity: Decimal;
}

export const NO_RESERVATION: Reservation = { cash: ZERO, entryQuantity: ZERO, exitQuantity: ZERO };

/** Whether the order works at the venue, or may: it was authorised and has not ended. */
export function isWorking(order: Order): boolean {
  return order.attempt > 0 && !isTerminal(order.state);
}

/** The reservation that an order holds in its present state: nothing before it is authorised, nothing once it is terminal. */
export function reservationOf(order: Order): Reservation {
  if (!isWorking(order)) return NO_RESERVATION;
  const leaves = leavesQuantity(order);
  if (order.intent.kind === 'exit') return { ...NO_RESERVATION, exitQuantity: leaves };
  return { cash: toMoney(leaves.times(worstPrice(order.intent))), entryQuantity: leaves, exitQuantity: ZERO };
}
