import { createHash } from 'node:crypto';
import { parseAlarmEvent } from '#application/contracts/alarm-event.ts';
import { isAtLeast, type Notice, SEVERITIES, type Severity } from '#domain/notices/notice.ts';
import { redactText } from './redact-text.ts';

/**
 * What a person is told of an alarm that rings, or is over. How bad it is begins its description; an alarm without such a beginning is critical. That it is over is told to whom it was told that it rang.
 *
 * @throws {InvalidMessageError} for what is no alarm
 */
export function noticeOfAlarm(raw: unknown, least: Severity): Notice | null {
  const { description, isAlarm, name, reason, since } = parseAlarmEvent(raw);
  const severity = SEVERITIES.find((one) => description.toLowerCase().startsWith(`${one}:`)) ?? 'critical';
  if (!isAtLeast(severity, least)) return null;
  const id = createHash('sha256').update(`${name}|${isAlarm}|${since}`).digest('hex').slice(0, 32);
  const told = { meaning: description, reason: redactText(reason), at: since };
  return {
    id,
    severity,
    title: redactText(`${isAlarm ? severity.toUpperCase() : 'OVER'} alarm ${name}`),
    lines: Object.entries(told).flatMap(([field, text]) => (text === '' ? [] : [`${field}: ${text}`])),
  };
}
