import type { SendOrderDeps } from '#application/orders/send-order.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { type Unanswered, unansweredBy } from './follow-orders.ts';

interface RenewDeps extends Pick<SendOrderDeps, 'broker'> {
  readonly plan: Pick<TradingPlan, 'cancelAfter'>;
}

/** The venue's own timer, where the configuration wants it and the venue has one: should all of this fall silent, nothing goes on working there. */
export async function renewCancelAfter({ broker, plan }: RenewDeps): Promise<Unanswered | null> {
  if (plan.cancelAfter === null || !broker.capabilities.cancelAfter) return null;
  try {
    await broker.cancelAllAfter(plan.cancelAfter);
    return null;
  } catch (error) {
    const why = unansweredBy(error);
    if (why === null) throw error;
    return why;
  }
}
