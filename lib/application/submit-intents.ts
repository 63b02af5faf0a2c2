import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { createOrder, denyOrder } from '#domain/orders/order-lifecycle.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/strategies/trading-plan.ts';
import { judgeIntent } from './judge-intent.ts';

export interface SubmittedIntents {
  readonly queued: readonly OrderIntent[];
  readonly denied: readonly OrderIntent[];
}

/**
 * The advisory gate: intents that risk refuses already are recorded as denied, the others go to the queue, best ranking first.
 * It reserves nothing; the queue's consumer judges again.
 */
export async function submitIntents(
  deps: { readonly ledger: Ledger; readonly queue: OrderQueue; readonly plan: TradingPlan },
  intents: readonly OrderIntent[],
  view: AccountView,
  now: Instant,
): Promise<SubmittedIntents> {
  const queued: OrderIntent[] = [];
  const denied: OrderIntent[] = [];
  for (const intent of intents) {
    const { verdict } = judgeIntent(intent, view, deps.plan, now);
    if (verdict.kind === 'approved') {
      queued.push(intent);
      continue;
    }
    await deps.ledger.deny(denyOrder(createOrder(intent, now), verdict.violations, now));
    denied.push(intent);
  }
  if (queued.length > 0) await deps.queue.send(queued);
  return { queued, denied };
}
