import { parseAlarmEvent } from '#application/contracts/alarm-event.ts';
import { restrictOnAlarm } from '#application/emergency/restrict-on-alarm.ts';
import { logger } from '#runtime/observability.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** Called by an alarm that finds trading unsafe. */
export function restrictOnEvent({ ledger }: Pick<Runtime, 'ledger'>) {
  return async (event: unknown): Promise<void> => {
    const alarm = parseAlarmEvent(event);
    logger.info('alarm heard', { alarm, outcome: await restrictOnAlarm({ ledger }, alarm) });
  };
}
