import { submitCommands } from '#application/orders/submit-commands.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { protectionCommands } from '#application/risk/exit-commands.ts';
import { activePlan } from '#application/sessions/active-plan.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { isWatched } from '#domain/sessions/session.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import type { AppliedFill } from './apply-venue-fill.ts';

export interface ProtectFilledDeps {
  readonly ledger: Ledger;
  readonly queue: OrderQueue;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

/**
 * Gives the queue the protection of the positions that these fills have changed, at a venue that fills at any time. It is decided by the rows, as `monitor-risk` does at
 * its next tick: what a crash, or a queue that takes nothing, loses here is raised there. Whoever comes second finds the position covered.
 *
 * @returns the protective orders queued
 */
export async function protectFilled(
  { clock, ledger, plan, queue }: ProtectFilledDeps,
  fills: readonly AppliedFill[],
): Promise<readonly OrderIntent[]> {
  if (fills.length === 0) return [];
  const view = await ledger.readAccount();
  if (view?.session == null || !isWatched(view.session)) return [];
  const { session } = view;
  const steps = activePlan(plan, session);
  const symbols = new Set(fills.map(({ fill }) => fill.symbol));
  const commands = await protectionCommands(ledger, steps, view, symbols);
  const { queued } = await submitCommands({ ledger, queue, plan: steps }, commands, view, clock.now());
  return queued;
}
