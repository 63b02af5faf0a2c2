import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { parseMessage } from '#application/contracts/invalid-message-error.ts';
import { identifier } from '#application/contracts/message-fields.ts';
import type { AdvanceOutcome } from '#application/emergency/advance-outcome.ts';
import { advanceStop } from '#application/emergency/advance-stop.ts';
import { logger } from '#runtime/observability.ts';
import { prepareBroker } from '#runtime/prepare-broker.ts';
import type { BrokerRuntime } from '#runtime/runtime.ts';

/** What one step of the workflow works with. */
export interface StopRuntime extends BrokerRuntime {
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const input = z.object({ stopId: identifier });

/** One step of the emergency stop's workflow: a round of cancelling, leaving positions or reconciling, and how long to wait before the next. */
export function advanceOnStep(runtime: StopRuntime) {
  return async (event: unknown, context: Pick<Context, 'awsRequestId'>): Promise<AdvanceOutcome> => {
    const { stopId } = parseMessage('emergency stop', input, event);
    await prepareBroker(runtime.broker);
    // What leaves positions waits for no market data: fills are booked whether or not the day's splits are known.
    const deps = { ...runtime, splits: undefined, requestId: context.awsRequestId };
    const outcome = await advanceStop(deps, stopId);
    logger.info('emergency stop', { stopId, ...outcome });
    return outcome;
  };
}
