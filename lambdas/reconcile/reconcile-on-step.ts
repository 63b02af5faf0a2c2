import * as z from 'zod/mini';
import { parseMessage } from '#application/contracts/invalid-message-error.ts';
import { identifier } from '#application/contracts/message-fields.ts';
import type { AdvanceOutcome } from '#application/emergency/advance-outcome.ts';
import { advanceReconciliation } from '#application/reconciliation/advance-reconciliation.ts';
import { logger } from '#runtime/observability.ts';
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
    return outcome;
  };
}
