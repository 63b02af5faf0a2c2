import { noticeOfAlarm } from '#application/notices/notice-of-alarm.ts';
import { noticeOfEvent } from '#application/notices/notice-of-event.ts';
import type { Notice, Severity } from '#domain/notices/notice.ts';

/** What a person is told: of an alarm that CloudWatch calls with, or of an event on the bus. */
export function noticeOf(event: unknown, least: Severity): Notice | null {
  return isAlarm(event) ? noticeOfAlarm(event, least) : noticeOfEvent(event, least);
}

function isAlarm(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'alarmData' in event;
}
