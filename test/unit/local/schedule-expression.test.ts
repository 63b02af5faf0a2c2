import { describe, expect, it } from 'vitest';
import { UnsupportedTemplateError } from '#local/errors.ts';
import { readScheduleExpression } from '#local/events/schedule-expression.ts';

describe('readScheduleExpression', () => {
  it.each([
    ['rate(1 minute)', 'UTC', '2026-01-05T14:30:00.000Z', '2026-01-05T14:31:00.000Z'],
    ['rate(1 minute)', 'UTC', '2026-01-05T14:30:00.001Z', '2026-01-05T14:31:00.000Z'],
    ['rate(5 minutes)', 'UTC', '2026-01-05T14:31:00.000Z', '2026-01-05T14:35:00.000Z'],
    ['rate(1 day)', 'UTC', '2026-01-05T14:31:00.000Z', '2026-01-06T00:00:00.000Z'],
    ['cron(30 9 ? * MON-FRI *)', 'America/New_York', '2026-01-02T15:00:00.000Z', '2026-01-05T14:30:00.000Z'],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-01-05T14:31:00.000Z', '2026-01-05T14:45:00.000Z'],
    ['cron(0 12 ? * 2 *)', 'UTC', '2026-01-06T00:00:00.000Z', '2026-01-12T12:00:00.000Z'],
    ['cron(0 0 1 1 ? 2030)', 'UTC', '2026-01-06T00:00:00.000Z', '2030-01-01T00:00:00.000Z'],
    ['cron(30 2 * * ? *)', 'America/New_York', '2026-03-07T12:00:00.000Z', '2026-03-09T06:30:00.000Z'],
  ])('Given %s in %s, When it is %s, Then the next run is %s', (expression, zone, now, expected) => {
    const next = readScheduleExpression(expression, zone).next(Date.parse(now));
    expect(new Date(next ?? 0).toISOString()).toBe(expected);
  });

  it.each(['at(2026-01-01T00:00:00)', 'rate(0 minutes)', 'rate(1 second)', 'cron(* * * * *)', 'often'])(
    'Given %s, Then it is refused',
    (expression) => {
      expect(() => readScheduleExpression(expression, 'UTC')).toThrow(UnsupportedTemplateError);
    },
  );
});
