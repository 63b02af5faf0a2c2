import * as z from 'zod/mini';
import { parseMessage } from '#application/contracts/invalid-message-error.ts';
import { identifier } from '#application/contracts/message-fields.ts';
import type { AdvanceOutcome } from '#application/emergency/advance-outcome.ts';
import { advanceReconciliation } from '#application/reconciliation/advance-reconciliation.ts';
import { openDrifts } from '#domain/reconciliation/reconciliation.ts';
import { logger, measure } from '#runtime/observability.ts';
import { prepareBroker } from '#runtime/prepare-broker.ts';
import type { BrokerRuntime } from '#runtime/runtime.ts';

const input = z.object({ reconciliationId: identifier });

/** One step of a reconciliation's workflow: a look at ledger and broker, and how long to wait before the next. */
export function reconcileOnStep(runtime: BrokerRuntime) {
  return async (event: unknown): Promise<AdvanceOutcome> => {
    const { reconciliationId } = parseMessage('reconciliation', input, event);
    await prepareBroker(runtime.broker);
    const outcome = await advanceReconciliation(runtime, reconciliationId);
    logger.info('reconciliation', { reconciliationId, ...outcome });
    await measureDrift(runtime, reconciliationId);
    return outcome;
  };
}

/** Once what differs has been confirmed, or nothing does: a first look may have come between a fill and its booking. */
async function measureDrift({ ledger }: BrokerRuntime, id: string): Promise<void> {
  const found = await ledger.readReconciliation(id);
  if (found === null || found.phase === 'looking' || found.outcome === 'unanswered') return;
  measure({ tidegate_open_drifts: openDrifts(found).length });
}
