import type { AlarmEvent } from '#application/contracts/alarm-event.ts';
import { isWatched } from '#domain/sessions/session.ts';
import { type RequestStopDeps, requestStop } from './request-stop.ts';

export type StopOnAlarmOutcome =
  | { readonly kind: 'stopped'; readonly stopId: string }
  | { readonly kind: 'ignored'; readonly why: 'no alarm' | 'no session' };

/**
 * An emergency stop that an alarm asks for, by the use case of the API; positions stay, with their protection. Without a session nothing is authorised that would have to be stopped. The
 * same change of the same alarm is the same stop, however often it is told.
 */
export async function stopOnAlarm(deps: RequestStopDeps, alarm: AlarmEvent): Promise<StopOnAlarmOutcome> {
  if (!alarm.isAlarm) return { kind: 'ignored', why: 'no alarm' };
  const session = (await deps.ledger.readAccount())?.session ?? null;
  if (session === null || !isWatched(session)) return { kind: 'ignored', why: 'no session' };
  const requestedBy = `alarm ${alarm.name}`;
  const { id } = await requestStop(deps, {
    reason: requestedBy,
    requestedBy,
    flatten: false,
    cancelAll: false,
    idempotencyKey: `${requestedBy}|${alarm.since}`,
  });
  return { kind: 'stopped', stopId: id };
}
