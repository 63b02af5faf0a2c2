import { describe, expect, it } from 'vitest';
import { newYorkMidnight, newYorkTime } from '#domain/calendar/new-york-time.ts';
import { DAY, MINUTE, toIso } from '#domain/shared/instant.ts';
import { daysToAsk, fingerprintAfter, isKnown, splitRound } from '#domain/splits/split-book.ts';
import { aSplit, EX_DAY, MIDNIGHT, SHARE } from '../../support/split-desk.ts';

describe('when splits are asked for', () => {
  it.each([
    ['2026-01-06', '2026-01-06T05:00:00Z'],
    ['2026-07-06', '2026-07-06T04:00:00Z'],
    ['2026-03-08', '2026-03-08T05:00:00Z'],
    ['2026-03-09', '2026-03-09T04:00:00Z'],
    ['2026-11-01', '2026-11-01T04:00:00Z'],
    ['2026-11-02', '2026-11-02T05:00:00Z'],
  ])('Given %s, Then it begins in New York at %s', (day, instant) => {
    expect(toIso(newYorkMidnight(Date.parse(day) / DAY))).toBe(instant);
  });

  it('Given any day of fifty years, Then its midnight is the first minute of it', () => {
    for (let day = 10_000; day < 28_000; day += 1) {
      const midnight = newYorkMidnight(day);
      expect([newYorkTime(midnight).day, newYorkTime(midnight).minuteOfDay]).toEqual([day, 0]);
      expect(newYorkTime(midnight - 1).day).toBe(day - 1);
    }
  });

  it('Given a day, Then a round begins with it, and one half an hour before the session opens', () => {
    const rounds = [-1, 0, 539, 540, 1_439, 1_440].map((minute) => splitRound(MIDNIGHT + minute * MINUTE) - 2 * EX_DAY);
    expect(rounds).toEqual([-1, 0, 0, 1, 1, 2]);
  });

  it.each([
    ['never', null, 0],
    ['this morning, and first a month ago', { since: EX_DAY - 30, round: 2 * EX_DAY }, -7],
    ['two weeks ago', { since: EX_DAY - 30, round: 2 * (EX_DAY - 14) + 1 }, -14],
    ['yesterday, which was the first time', { since: EX_DAY - 1, round: 2 * (EX_DAY - 1) }, -1],
  ])('Given that they were asked for %s, Then what may have become known since is asked for', (_when, asked, from) => {
    const days = daysToAsk(asked === null ? null : { ...asked, symbols: new Set() }, MIDNIGHT);
    expect(days).toEqual({ from: EX_DAY + from, to: EX_DAY });
  });

  it('Given an answer, Then its symbols are known until the next round; pairs always are', () => {
    const asked = { since: EX_DAY, round: 2 * EX_DAY, symbols: new Set([SHARE]) };
    const book = { asked, notes: new Map() };
    expect([
      isKnown(book, SHARE, MIDNIGHT + MINUTE),
      isKnown(book, 'OTHER', MIDNIGHT + MINUTE),
      isKnown(book, SHARE, MIDNIGHT + 540 * MINUTE),
      isKnown({ asked: null, notes: new Map() }, SHARE, MIDNIGHT),
      isKnown({ asked: null, notes: new Map() }, 'BTC/USD', MIDNIGHT),
    ]).toEqual([true, false, false, false, true]);
  });

  it('Given a state of before a split, Then its fingerprint is another', () => {
    const note = { ...aSplit(4, 1), appliedAt: MIDNIGHT, isInHistory: true };
    expect(fingerprintAfter('f', undefined)).toBe('f');
    expect(fingerprintAfter('f', note)).not.toBe('f');
    expect(fingerprintAfter('f', { ...note, exDay: EX_DAY + 1 })).not.toBe(fingerprintAfter('f', note));
  });
});
