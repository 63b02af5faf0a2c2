import * as z from 'zod/mini';
import { EVENT_SOURCE } from '#application/contracts/events/event-schemas.ts';
import { parseMessage } from '#application/contracts/invalid-message-error.ts';
import { isAtLeast, type Notice, type Severity } from '#domain/notices/notice.ts';
import { noticedFields, severityOf } from '#domain/notices/noticed-events.ts';
import { redactText } from './redact-text.ts';

/** What a notice relies on. Fields that a later version adds are no fault. */
const schema = z.object({
  source: z.literal(EVENT_SOURCE),
  'detail-type': z.string(),
  detail: z.looseObject({ id: z.string(), environment: z.string(), account: z.string(), at: z.string() }),
});

/**
 * What a person is told of an event; `null`: nothing.
 *
 * @throws {InvalidMessageError} for what is no event of ours
 */
export function noticeOfEvent(raw: unknown, least: Severity): Notice | null {
  const { detail, 'detail-type': name } = parseMessage('event', schema, raw);
  const severity = severityOf(name, detail);
  if (severity === null || !isAtLeast(severity, least)) return null;
  const { account, at, environment, id } = detail;
  const subject = typeof detail['symbol'] === 'string' ? ` ${detail['symbol']}` : '';
  const lines = noticedFields(name).flatMap((field) => {
    const value = detail[field];
    return value === null || value === undefined || value === '' ? [] : [`${field}: ${redactText(wordOf(value))}`];
  });
  const title = `${severity.toUpperCase()} ${name}${subject} (${environment}, account ${account})`;
  return { id, severity, title: redactText(title), lines: [...lines, `at: ${at}`] };
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
