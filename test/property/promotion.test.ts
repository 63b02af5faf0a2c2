import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanStreak, type RunRecord } from '#domain/promotion/clean-days.ts';
import type { Evidence } from '#domain/promotion/evidence.ts';
import { missingFor } from '#domain/promotion/judge-promotion.ts';
import { RUNGS } from '#domain/promotion/rung.ts';
import { DAY, MINUTE, toUtcDay } from '#domain/shared/instant.ts';

const HOUR = 60 * MINUTE;
const START = Date.parse('2026-01-01');
const DAYS = 12;
const HOURS = DAYS * 24;

const record = fc.record({
  runs: fc.array(
    fc.tuple(fc.nat(HOURS), fc.nat(60)).map(([from, hours]) => ({
      from: START + from * HOUR,
      to: START + (from + hours) * HOUR,
    })),
    { maxLength: 5 },
  ),
  conclusions: fc.array(
    fc.record({ at: fc.nat(HOURS).map((hour) => START + hour * HOUR + MINUTE), isClean: fc.boolean() }),
    { maxLength: 20 },
  ),
  needsConclusion: fc.boolean(),
});
const now = fc.nat(HOURS).map((hour) => START + hour * HOUR);

/** Hour by hour, from what the words say. */
function countSlowly({ conclusions, needsConclusion, runs }: RunRecord, at: number): number {
  let count = 0;
  for (let day = START + (DAYS + 3) * DAY; day >= START; day -= DAY) {
    if (day + DAY > at) continue;
    const hours = Array.from({ length: 24 }, (_, hour) => day + hour * HOUR);
    if (!hours.some((hour) => runs.some(({ from, to }) => from <= hour && hour < to))) continue;
    const before = conclusions.filter((one) => one.at < day + DAY);
    const latest = Math.max(...before.map((one) => one.at));
    const last = before.filter((one) => one.at === latest).at(-1);
    const isToday = last !== undefined && last.at >= day;
    if (last?.isClean === false || (needsConclusion && !isToday)) return count;
    count += 1;
  }
  return count;
}

describe('days without unresolved drift', () => {
  it('Given any runs and reconciliations, Then the streak is what counting by hand gives', () => {
    fc.assert(
      fc.property(record, now, (one, at) => {
        expect(cleanStreak(one, at).days).toBe(countSlowly(one, at));
      }),
    );
  });

  it('Given any history, When drift is left at the end of its last day, Then nothing is left of it', () => {
    fc.assert(
      fc.property(record, now, (one, at) => {
        const { lastDay } = cleanStreak(one, at);
        fc.pre(lastDay !== null);
        const drift = { at: Date.parse(lastDay ?? '') + DAY - 1, isClean: false };
        expect(cleanStreak({ ...one, conclusions: [...one.conclusions, drift] }, at).days).toBe(0);
      }),
    );
  });

  it('Given any history, When time goes on and nothing else happens, Then no day is counted that nothing ran on', () => {
    fc.assert(
      fc.property(record, now, fc.nat(30), (one, at, days) => {
        const { lastDay } = cleanStreak(one, at + days * DAY);
        const isRun = one.runs.some(
          ({ from, to }) => to > from && toUtcDay(from) <= (lastDay ?? '') && toUtcDay(to - 1) >= (lastDay ?? ''),
        );
        expect(lastDay === null || isRun).toBe(true);
      }),
    );
  });
});

describe('the gate', () => {
  const AT = START + DAYS * DAY;
  const evidence: fc.Arbitrary<Evidence> = fc.record({
    environment: fc.constantFrom('a', 'b'),
    account: fc.constant('main'),
    rung: fc.constantFrom(...RUNGS),
    strategy: fc.constant('s'),
    fingerprint: fc.constantFrom('f', 'g'),
    days: fc.nat(8),
    lastDay: fc.option(fc.nat(80).map((days) => toUtcDay(AT - (days + 1) * DAY))),
    unresolved: fc.option(fc.constant('drift')),
    at: fc.constant(AT),
  });
  const list = fc.array(evidence, { maxLength: 6 });
  const rules = fc.record({ rung: fc.constantFrom(...RUNGS), minDays: fc.integer({ min: 1, max: 6 }) });
  const strategies = [{ name: 's', fingerprint: 'f' }];

  it('Given any evidence, When a rung above paper is let in, Then one piece of it alone is enough days, lately, resolved, of this strategy, at most one rung below', () => {
    fc.assert(
      fc.property(rules, list, (asked, known) => {
        fc.pre(asked.rung !== 'paper' && missingFor(asked, strategies, known, AT).length === 0);
        const good = known.filter(
          (one) =>
            one.fingerprint === 'f' &&
            one.days >= asked.minDays &&
            one.unresolved === null &&
            Date.parse(one.lastDay ?? '1970-01-01') >= AT - 45 * DAY &&
            RUNGS.indexOf(one.rung) >= RUNGS.indexOf(asked.rung) - 1,
        );
        expect(good).not.toEqual([]);
      }),
    );
  });

  it('Given any evidence, When there is more of it, or less is asked, Then nobody is refused who was not', () => {
    fc.assert(
      fc.property(rules, list, list, (asked, known, more) => {
        fc.pre(missingFor(asked, strategies, known, AT).length === 0);
        expect(missingFor(asked, strategies, [...more, ...known], AT)).toEqual([]);
        expect(missingFor({ ...asked, minDays: asked.minDays - 1 }, strategies, known, AT)).toEqual([]);
      }),
    );
  });
});
