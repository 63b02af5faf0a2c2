import { Cron } from 'croner';
import { MINUTE } from '#domain/shared/instant.ts';
import { UnsupportedTemplateError } from '../errors.ts';

/** When a schedule is due. */
export interface ScheduleTimes {
  /** The first due instant after `instant`; `null` when there is none. */
  next(instant: number): number | null;
}

const RATE_UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 1_440 * MINUTE };

/** Reads `rate(…)` and `cron(…)` expressions of EventBridge Scheduler. */
export function readScheduleExpression(expression: string, timeZone: string): ScheduleTimes {
  const [, kind = '', body = ''] = /^(rate|cron)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'rate') return rateTimes(body, expression);
  if (kind === 'cron') return cronTimes(body, timeZone, expression);
  throw new UnsupportedTemplateError(`schedule ${expression}`, 'rate(…) or cron(…) is expected');
}

/** Counted from the epoch, so that every start of the local cloud has the same ticks. */
function rateTimes(body: string, expression: string): ScheduleTimes {
  const [, count = '', unit = ''] = /^([1-9][0-9]*) (minute|hour|day)s?$/.exec(body) ?? [];
  const period = Number(count) * (RATE_UNITS[unit] ?? Number.NaN);
  if (!Number.isFinite(period) || period <= 0)
    throw new UnsupportedTemplateError(`schedule ${expression}`, 'rate(N minutes|hours|days) is expected');
  return { next: (instant) => (Math.floor(instant / period) + 1) * period };
}

/**
 * AWS's six fields (minutes … year) with a seconds field in front, weekdays 1 = Sunday. A time that the spring
 * change of the clocks skips does not run on AWS, where croner runs it an hour later: such runs are left out.
 */
function cronTimes(body: string, timeZone: string, expression: string): ScheduleTimes {
  const fields = body.split(/\s+/);
  if (fields.length !== 6) throw new UnsupportedTemplateError(`schedule ${expression}`, 'six fields are expected');
  const cron = new Cron(`0 ${body}`, {
    timezone: timeZone,
    alternativeWeekdays: true,
    sloppyRanges: true,
    paused: true,
  });
  const hours = new Set(expandHours(fields[1] ?? '*'));
  const hourFormat = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  return {
    next: (instant) => {
      let from = new Date(instant);
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const run = cron.nextRun(from);
        if (run === null) return null;
        if (hours.has(Number(hourFormat.format(run)))) return run.getTime();
        from = run;
      }
      return null;
    },
  };
}

/** Hours that an hour field names: `*`, `5`, `9-17`, `0/6`, `9-17/2` and lists of these. */
function expandHours(field: string): readonly number[] {
  return field.split(',').flatMap((part) => {
    const [range = '*', step = '1'] = part.split('/');
    const [first, last] = range === '*' || range === '?' ? [0, 23] : range.split('-').map(Number);
    const end = last ?? (part.includes('/') ? 23 : (first ?? 0));
    const hours: number[] = [];
    for (let hour = first ?? 0; hour <= end; hour += Number(step)) hours.push(hour);
    return hours;
  });
}
