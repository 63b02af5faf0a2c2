import { describe, expect, it } from 'vitest';
import { checkBars } from '#domain/data-quality/check-bars.ts';
import type { Oddity } from '#domain/data-quality/finding.ts';
import { BarRows, BarSeries } from '#domain/shared/bar-series.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';

const HOUR = 60 * MINUTE;
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 8);

interface Row {
  readonly time: number;
  readonly close: number;
  readonly open?: number;
  readonly volume?: number;
}

function check(rows: readonly Row[], isEquity = false, step: number | null = null) {
  const collected = new BarRows();
  for (const { time, close, open = close, volume = 10 } of rows) {
    const [high, low] = [Math.max(open, close) + 0.01, Math.min(open, close) - 0.01];
    collected.push({ openTime: time, open, high, low, close, volume });
  }
  const times = Float64Array.from(rows, ({ time }) => time);
  return checkBars({ series: new BarSeries('X', MINUTE, collected), times, step, isEquity });
}

/** `kind count: first text` of each finding. */
function found(rows: readonly Row[], isEquity = false, only?: Oddity): string[] {
  const { findings } = check(rows, isEquity);
  return findings
    .filter(({ kind }) => only === undefined || kind === only)
    .map(({ kind, count, examples }) => `${kind} ${count}: ${examples[0]?.text}`);
}

function at(times: readonly number[]): Row[] {
  return times.map((time, index) => ({ time, close: 100 + (index % 2) }));
}

/** Closes at every minute, beginning at MONDAY. */
function closes(values: readonly number[], volumes: readonly number[] = []): Row[] {
  return values.map((close, index) => ({ time: MONDAY + index * MINUTE, close, volume: volumes[index] ?? 10 }));
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Half-hours from 14:30 to 21:00 of the given days, counted from MONDAY. */
function sessions(days: readonly number[]): number[] {
  return days.flatMap((day) => range(13).map((half) => MONDAY + day * DAY + 14.5 * HOUR + half * 30 * MINUTE));
}

const WEEKDAYS = range(28).filter((day) => day % 7 < 5);

describe('gaps of a market that never closes', () => {
  it.each([
    ['a complete series', [0, 1, 2, 3], []],
    ['one missing bar', [0, 1, 3, 4], ['gap 1: 1 bar is missing after 2024-01-08T00:01:00Z']],
    ['two holes', [0, 1, 3, 4, 437, 438], ['gap 2: 1 bar is missing after 2024-01-08T00:01:00Z']],
    ['a hole over midnight', [0, 1, 2, 2000], ['gap 1: 1997 bars are missing after 2024-01-08T00:02:00Z']],
  ])('Given %s, Then what is missing is counted', (_, minutes, expected) => {
    expect(found(at(minutes.map((minute) => MONDAY + minute * MINUTE)))).toEqual(expected);
  });

  it('Given weekends with bars, Then a missing night is a gap', () => {
    const times = range(24 * 14).map((hour) => MONDAY + hour * HOUR);
    expect(check(at(times)).market).toBe('always_open');
    expect(found(at(times.filter((_, hour) => hour < 100 || hour > 111)))).toEqual([
      'gap 1: 12 bars are missing after 2024-01-12T03:00:00Z',
    ]);
  });

  it('Given a timeframe, Then it is the step that bars are held against', () => {
    const rows = at(range(5).map((index) => MONDAY + index * 5 * MINUTE));
    expect(check(rows, false, MINUTE).findings[0]).toMatchObject({ kind: 'gap', count: 4 });
    expect(check(rows).step).toBe(5 * MINUTE);
  });
});

describe('gaps of a market with sessions', () => {
  it('Given weeks of sessions with a holiday, Then nights, weekends and the holiday are no gaps', () => {
    const rows = at(sessions(WEEKDAYS.filter((day) => day !== 7)));
    expect(check(rows).market).toBe('sessions');
    expect(found(rows)).toEqual([]);
  });

  it('Given the clocks of summer, Then nothing is missing', () => {
    const times = sessions(WEEKDAYS).map((time, index) => (index >= 13 * 10 ? time - HOUR : time));
    expect(found(at(times))).toEqual([]);
  });

  it('Given two days of a named share, Then the night is none, without its name it is', () => {
    expect(found(at(sessions([0, 1])), true)).toEqual([]);
    expect(found(at(sessions([0, 1])))).toEqual(['gap 1: 35 bars are missing after 2024-01-08T20:30:00Z']);
  });

  it('Given a missing bar within a session, and a pause at noon each day, Then only the bar is missing', () => {
    const withPause = sessions(WEEKDAYS).filter((_, index) => index % 13 !== 4 && index % 13 !== 5);
    expect(found(at(withPause))).toEqual([]);
    expect(found(at(withPause.filter((_, index) => index !== 24)))).toEqual([
      'gap 1: 1 bar is missing after 2024-01-10T15:00:00Z',
    ]);
  });

  it('Given an afternoon that is missing, Then its session is short; given two weeks, Then they are a gap', () => {
    const cut = sessions(WEEKDAYS).filter((_, index) => index < 30 || index > 38);
    expect(found(at(cut))).toEqual(['short_session 1: a session of 4 bars, usually 13']);
    const without = WEEKDAYS.filter((day) => day < 7 || day > 18);
    expect(found(at(sessions(without)), true)).toEqual(['gap 1: 803 bars are missing after 2024-01-12T20:30:00Z']);
  });

  it('Given days with weekends and a change of clocks, Then neither is a gap, and the short day is told', () => {
    const days = WEEKDAYS.map((day) => MONDAY + day * DAY + (day > 10 ? 4 : 5) * HOUR);
    expect(found(at(days), true)).toEqual(['irregular_spacing 1: 82800 s after the bar before, usually 86400 s']);
  });
});

describe('odd bars', () => {
  /** Moves by 0.1 up and down. */
  const calm = range(80).map((index) => 100 + (index % 2) / 10);
  const from = (index: number, change: (close: number) => number): number[] =>
    calm.map((close, position) => (position >= index ? change(close) : close));
  const only = (index: number, close: number): number[] =>
    calm.map((usual, position) => (position === index ? close : usual));

  it.each<[string, number[], number[], string[]]>([
    ['calm bars', calm, [], []],
    ['a price that comes back', only(40, 108), [], ['spike 1: closes 100.1, 108, 100.1']],
    [
      'a jump that stays',
      from(40, (close) => close * 1.1),
      [],
      ['outlier 1: a move of 9.89 %, 99 times the usual one'],
    ],
    [
      'a tenth of the price at ten times the volume',
      from(40, (close) => close / 10),
      from(40, () => 100).map((volume, index) => (index < 40 ? 10 : volume)),
      ['split 1: looks like a split 1 to 10 that older prices are not adjusted for'],
    ],
    [
      'four times the price at a quarter of the volume',
      from(40, (close) => close * 4),
      calm.map((_, index) => (index < 40 ? 10 : 2.5)),
      ['split 1: looks like a split 4 to 1 that older prices are not adjusted for'],
    ],
    [
      'half the price without a word on volume',
      from(40, (close) => close / 2),
      calm.map(() => 0),
      [
        'zero_volume 80: nothing was traded',
        'split 1: looks like a split 1 to 2 that older prices are not adjusted for',
      ],
    ],
    [
      'half the price at the same volume',
      from(40, (close) => close / 2),
      [],
      ['outlier 1: a move of -50.05 %, 500 times the usual one'],
    ],
    [
      '60 % of the price',
      from(40, (close) => close * 0.6),
      [],
      ['outlier 1: a move of -40.06 %, 401 times the usual one'],
    ],
  ])('Given %s, Then that is found', (_, values, volumes, expected) => {
    expect(found(closes(values, volumes).map((row, index) => ({ ...row, open: values[index] ?? 0 })))).toEqual(
      expected,
    );
  });

  it('Given an hour of large moves, Then they are measured against each other', () => {
    const lively = calm.map((close, index) => (index >= 30 && index < 70 ? 100 + (index % 2 === 0 ? 0 : 3) : close));
    expect(found(closes(lively), false, 'outlier')).toEqual([]);
  });

  it('Given few bars, Then nothing is called unusual', () => {
    expect(found(closes([1, 50, 2]))).toEqual([]);
  });

  it('Given bars without volume and five of one price, Then both are told', () => {
    const series = new BarRows();
    for (const index of range(8)) {
      const price = index < 2 ? 5 : 7;
      const openTime = MONDAY + index * MINUTE;
      series.push({ openTime, open: price, high: price, low: price, close: price, volume: index === 3 ? 0 : 1 });
    }
    const times = Float64Array.from(range(8), (index) => MONDAY + index * MINUTE);
    const { findings } = checkBars({ series: new BarSeries('X', MINUTE, series), times, step: null, isEquity: false });
    expect(findings.map(({ kind, count, examples }) => [kind, count, examples[0]])).toEqual([
      ['zero_volume', 1, { time: MONDAY + 3 * MINUTE, text: 'nothing was traded' }],
      ['flat_run', 1, { time: MONDAY + 2 * MINUTE, text: '6 bars in a row at 7' }],
    ]);
  });

  it('Given many of a kind, Then all are counted and the first five shown', () => {
    const [finding] = check(
      closes(
        calm,
        calm.map(() => 0),
      ),
    ).findings;
    expect(finding?.count).toBe(80);
    expect(finding?.examples).toHaveLength(5);
  });

  it('Given a single bar or none, Then there is no step and nothing is found', () => {
    expect(check(closes([1]))).toEqual({ step: null, market: 'always_open', findings: [] });
    expect(check([])).toEqual({ step: null, market: 'always_open', findings: [] });
  });
});
