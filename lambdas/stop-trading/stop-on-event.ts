import { parseAlarmEvent } from '#application/contracts/alarm-event.ts';
import { stopOnAlarm } from '#application/emergency/stop-on-alarm.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { logger } from '#runtime/observability.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** Called by an alarm that leaves nothing but to stop everything. */
export function stopOnEvent(runtime: Pick<Runtime, 'clock' | 'ledger' | 'plan'>, workflows: WorkflowStarter) {
  return async (event: unknown): Promise<void> => {
    const alarm = parseAlarmEvent(event);
    logger.info('alarm heard', { alarm, outcome: await stopOnAlarm({ ...runtime, workflows }, alarm) });
  };
}
