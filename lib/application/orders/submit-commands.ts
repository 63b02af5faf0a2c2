import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { ruledTrades } from '#application/risk/recent-trades.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { createOrder, denyOrder } from '#domain/orders/order-lifecycle.ts';
import type { Violation } from '#domain/orders/violation.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { judgeCommands } from '#domain/trading/judge-commands.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** An intent that risk has refused, and why. */
export interface DeniedIntent extends OrderIntent {
  readonly violations: readonly Violation[];
}

export interface SubmittedCommands {
  readonly queued: readonly OrderIntent[];
  readonly denied: readonly DeniedIntent[];
}

/**
 * The advisory gate: intents that risk refuses already are recorded as denied, everything else goes to the queue in the order given. It
 * reserves nothing; the queue's consumer judges again.
 */
export async function submitCommands(
  deps: { readonly ledger: Ledger; readonly queue: OrderQueue; readonly plan: TradingPlan },
  commands: readonly OrderCommand[],
  view: AccountView,
  now: Instant,
): Promise<SubmittedCommands> {
  if (commands.length === 0) return { queued: [], denied: [] };
  const trades = await ruledTrades(deps.ledger, deps.plan, now);
  const { passed, denied } = judgeCommands(commands, view, { plan: deps.plan, now, trades });
  for (const { intent, violations } of denied) {
    await deps.ledger.deny(denyOrder(createOrder(intent, now), violations, now));
  }
  if (passed.length > 0) await deps.queue.send(passed);
  const queued = passed.flatMap((command) => (command.kind === 'place' ? [command.intent] : []));
  return { queued, denied: denied.map(({ intent, violations }) => ({ ...intent, violations })) };
}
