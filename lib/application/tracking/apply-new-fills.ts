import { sentOrder } from '#application/orders/sent-order.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import type { Order } from '#domain/orders/order.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { type AppliedFill, applyVenueFill } from './apply-venue-fill.ts';
import { type Unanswered, unansweredBy } from './follow-orders.ts';

export interface NewFillsDeps {
  readonly ledger: Ledger;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly plan: TradingPlan;
  readonly splits?: SplitSource | undefined;
}

export interface NewFills {
  readonly applied: readonly AppliedFill[];
  /** Why the venue's fills are not all in; `null`: they are. */
  readonly fault: Unanswered | null;
}

/** Applies every fill of the venue since the cursor, which moves when they are in. One that has to wait holds up those of its own symbol only. `open`: the orders that still wait for fills. */
export async function applyNewFills(
  deps: NewFillsDeps,
  cursor: string | null,
  open: readonly Order[],
): Promise<NewFills> {
  const applied: AppliedFill[] = [];
  const waiting = new Map<string, Unanswered>();
  try {
    const page = await deps.broker.listFills(cursor, open.map(sentOrder));
    for (const fill of page.fills) {
      if (waiting.has(fill.symbol)) continue;
      const result = await applyVenueFill(deps, fill).catch((error: unknown) => {
        const fault = unansweredBy(error);
        if (fault === null) throw error;
        waiting.set(fill.symbol, fault);
        return null;
      });
      if (result !== null) applied.push(result);
    }
    const [fault] = waiting.values();
    if (fault !== undefined) return { applied, fault };
    if (page.cursor !== null && page.cursor !== cursor) await deps.ledger.saveFillCursor(cursor, page.cursor);
    return { applied, fault: null };
  } catch (error) {
    const fault = unansweredBy(error);
    if (fault === null) throw error;
    return { applied, fault };
  }
}
