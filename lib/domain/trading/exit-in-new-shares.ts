import { clientOrderIdOf } from '../orders/client-order-id.ts';
import type { Order } from '../orders/order.ts';
import type { OrderPurpose } from '../orders/order-intent.ts';
import { leavesQuantity } from '../orders/order-lifecycle.ts';
import { newPrice, newShares } from '../splits/split.ts';
import type { SplitNote } from '../splits/split-book.ts';
import type { IntentOrigin } from './intent-factory.ts';
import type { PlaceCommand } from './order-command.ts';

/** Raised once, by a signal or by somebody: what the rules want they want again by themselves. Both leave all that is held. */
const ONCE: readonly OrderPurpose[] = ['strategy_exit', 'manual_exit'];

/** An exit at the market that was still to be carried out when the shares were split, a session's end before; `null`: nothing of it is to be done again. */
export function exitInNewShares(origin: IntentOrigin, order: Order, note: SplitNote): PlaceCommand | null {
  const { intent } = order;
  if (intent.terms.type !== 'market' || !ONCE.includes(intent.purpose)) return null;
  const { appliedAt: signalTime } = note;
  const { clientOrderId: sequence, strategy, symbol } = intent;
  const identity = { strategy, symbol, signalTime, leg: 'exit_in_new_shares', sequence };
  return {
    kind: 'place',
    intent: {
      ...intent,
      clientOrderId: clientOrderIdOf({ ...origin, ...identity }),
      sessionId: origin.sessionId,
      quantity: newShares(leavesQuantity(order), note),
      referencePrice: newPrice(intent.referencePrice, note),
      signalTime,
    },
  };
}
