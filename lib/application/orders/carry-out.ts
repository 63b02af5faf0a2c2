import type { Order } from '#domain/orders/order.ts';
import type { QueuedCommand } from '#domain/trading/order-command.ts';
import { type CancelOrderOutcome, cancelOrder } from './cancel-order.ts';
import { cancelOrders } from './cancel-orders.ts';
import { type PlaceOrderDeps, type PlaceOrderOutcome, placeOrder } from './place-order.ts';
import { replaceOrder } from './replace-order.ts';

/** What came of a command: an order that was to be placed, or orders that were to be ended. */
export type CarriedOut =
  | { readonly kind: 'placing'; readonly outcome: PlaceOrderOutcome }
  | {
      readonly kind: 'cancelling';
      readonly outcome: CancelOrderOutcome['kind'] | 'ignored';
      readonly orders: readonly Order[];
    };

/** Carries out one command of the orders queue. Business outcomes are results; what throws is to be delivered again. */
export async function carryOut(deps: PlaceOrderDeps, command: QueuedCommand): Promise<CarriedOut> {
  switch (command.kind) {
    case 'place':
      return { kind: 'placing', outcome: await placeOrder(deps, command.intent) };
    case 'replace':
      return { kind: 'placing', outcome: await replaceOrder(deps, command) };
    case 'cancel': {
      const { kind, orders } = await cancelOrders(deps, command);
      return { kind: 'cancelling', outcome: kind, orders };
    }
    case 'cancel_order': {
      const outcome = await cancelOrder(deps, command);
      const orders = outcome.kind === 'not_found' ? [] : [outcome.order];
      return { kind: 'cancelling', outcome: outcome.kind, orders };
    }
  }
}
