import { describe, expect, it } from 'vitest';
import type { Bar } from '#domain/shared/bar.ts';
import { DAY } from '#domain/shared/instant.ts';
import { d } from '../../support/builders.ts';
import { aBar, FREE, someTerms, VenueDesk } from '../../support/venue-desk.ts';

const MONDAY = Date.UTC(2026, 0, 5);
const NOON = MONDAY + DAY / 2;
const TUESDAY = MONDAY + DAY;

/** A bar of an hour from an instant on. */
function hourFrom(start: number, prices: readonly number[]): Bar {
  const bar = aBar(prices, 0, 'SYN/USD', start);
  return { ...bar, closeTime: start + 3_600_000 };
}

const QUIET = [100, 101, 99, 100];
type Terms = Parameters<typeof someTerms>[0];

const ROWS: readonly (readonly [string, Terms, number, Bar[], string[], string[]])[] = [
  [
    'a day limit over midnight',
    { type: 'limit', limit: 90, tif: 'day' },
    NOON,
    [hourFrom(NOON, QUIET), hourFrom(TUESDAY, [80, 80, 80, 80])],
    [],
    ['o1 expired DAY_OVER'],
  ],
  [
    'a day limit within its day',
    { type: 'limit', limit: 90, tif: 'day' },
    NOON,
    [hourFrom(NOON, QUIET), hourFrom(NOON + 3_600_000, [80, 80, 80, 80])],
    ['buy 10 @ 80 limit'],
    ['o1 filled'],
  ],
  [
    'a day limit given after the last bar of a day',
    { type: 'limit', limit: 90, tif: 'day' },
    NOON,
    [hourFrom(TUESDAY, [80, 80, 80, 80])],
    ['buy 10 @ 80 limit'],
    ['o1 filled'],
  ],
  [
    'a gtc limit over midnight',
    { type: 'limit', limit: 90 },
    NOON,
    [hourFrom(NOON, QUIET), hourFrom(TUESDAY, [80, 80, 80, 80])],
    ['buy 10 @ 80 limit'],
    ['o1 filled'],
  ],
  [
    'a day stop over midnight',
    { type: 'stop', stop: 110, tif: 'day' },
    NOON,
    [hourFrom(NOON, QUIET), hourFrom(TUESDAY, [120, 120, 120, 120])],
    [],
    ['o1 expired DAY_OVER'],
  ],
  [
    'an ioc limit that opens as good',
    { type: 'limit', limit: 100, tif: 'ioc' },
    NOON,
    [hourFrom(NOON, QUIET)],
    ['buy 10 @ 100 limit'],
    ['o1 filled'],
  ],
  [
    'an ioc limit that is only touched',
    { type: 'limit', limit: 99, tif: 'ioc' },
    NOON,
    [hourFrom(NOON, QUIET)],
    [],
    ['o1 cancelled IMMEDIATE_OR_CANCEL'],
  ],
  [
    'a fok limit that is only touched',
    { type: 'limit', limit: 99, tif: 'fok' },
    NOON,
    [hourFrom(NOON, QUIET)],
    [],
    ['o1 cancelled FILL_OR_KILL'],
  ],
  [
    'an opg order for the next day',
    { type: 'market', tif: 'opg' },
    NOON,
    [hourFrom(TUESDAY, QUIET)],
    ['buy 10 @ 100 market'],
    ['o1 filled'],
  ],
  [
    'an opg order given at midnight',
    { type: 'market', tif: 'opg' },
    TUESDAY,
    [hourFrom(TUESDAY, QUIET)],
    ['buy 10 @ 100 market'],
    ['o1 filled'],
  ],
  [
    'an opg order within a day',
    { type: 'market', tif: 'opg' },
    NOON,
    [hourFrom(NOON, QUIET)],
    [],
    ['o1 expired OPEN_MISSED'],
  ],
  [
    'an opg limit that opens worse',
    { type: 'limit', limit: 99, tif: 'opg' },
    NOON,
    [hourFrom(TUESDAY, QUIET)],
    [],
    ['o1 expired OPEN_MISSED'],
  ],
  ['a cls order before the last bar', { type: 'market', tif: 'cls' }, NOON, [hourFrom(NOON, QUIET)], [], []],
  [
    'a cls order in the last bar',
    { type: 'market', tif: 'cls' },
    NOON,
    [hourFrom(NOON, QUIET), hourFrom(TUESDAY - 3_600_000, [100, 110, 90, 107])],
    ['buy 10 @ 107 market'],
    ['o1 filled'],
  ],
  [
    'a cls order without a bar that ends the day',
    { type: 'market', tif: 'cls' },
    NOON,
    [hourFrom(NOON, QUIET), hourFrom(TUESDAY, QUIET)],
    [],
    ['o1 expired CLOSE_MISSED'],
  ],
  [
    'a cls limit that closes worse',
    { type: 'limit', limit: 99, tif: 'cls' },
    NOON,
    [hourFrom(TUESDAY - 3_600_000, [100, 110, 90, 107])],
    [],
    ['o1 expired CLOSE_MISSED'],
  ],
  [
    'a cls limit that closes as good',
    { type: 'limit', limit: 99, tif: 'cls' },
    NOON,
    [hourFrom(TUESDAY - 3_600_000, [100, 110, 90, 98])],
    ['buy 10 @ 98 limit'],
    ['o1 filled'],
  ],
  [
    'a post-only limit that would take',
    { type: 'limit', limit: 100, postOnly: true },
    NOON,
    [hourFrom(NOON, QUIET)],
    [],
    ['o1 cancelled POST_ONLY'],
  ],
  [
    'a post-only limit that is touched',
    { type: 'limit', limit: 99, postOnly: true },
    NOON,
    [hourFrom(NOON, QUIET)],
    ['buy 10 @ 99 limit'],
    ['o1 filled'],
  ],
  [
    'a post-only limit that rests when a bar opens through it',
    { type: 'limit', limit: 98, postOnly: true },
    NOON,
    [hourFrom(NOON, QUIET), hourFrom(NOON + 3_600_000, [90, 91, 89, 90])],
    ['buy 10 @ 98 limit'],
    ['o1 filled'],
  ],
];

describe('times in force', () => {
  it.each(ROWS)('Given %s, Then it ends as said', (_name, terms, acceptedAt, bars, fills, ends) => {
    const desk = new VenueDesk();
    desk.order('buy', 10, someTerms(terms), acceptedAt);
    desk.series(...bars);
    expect([desk.fills, desk.ends]).toEqual([fills, ends]);
  });

  it('Given a daily bar, Then a cls order fills at its close', () => {
    const desk = new VenueDesk();
    desk.order('buy', 10, someTerms({ type: 'market', tif: 'cls' }), MONDAY);
    desk.bars({ ...aBar([100, 110, 90, 104], 0, 'SYN/USD', MONDAY), closeTime: TUESDAY });
    expect(desk.fills).toEqual(['buy 10 @ 104 market']);
  });

  it.each([
    ['gtc', ['buy 10 @ 100 market', 'buy 10 @ 102 market'], ['o1 filled']],
    ['day', ['buy 10 @ 100 market', 'buy 10 @ 102 market'], ['o1 filled']],
    ['ioc', ['buy 10 @ 100 market'], ['o1 cancelled IMMEDIATE_OR_CANCEL']],
    ['fok', [], ['o1 cancelled FILL_OR_KILL']],
  ] as const)(
    'Given a volume share of a tenth and a %s order of twice that, Then it goes on as said',
    (tif, fills, ends) => {
      const desk = new VenueDesk({ ...FREE, maxVolumeShare: d('0.1') });
      desk.order('buy', 20, someTerms({ type: 'market', tif }), NOON);
      desk.series(hourFrom(NOON, [100, 101, 99, 101, 100]), hourFrom(NOON + 3_600_000, [102, 103, 99, 101, 100]));
      expect([desk.fills, desk.ends]).toEqual([fills, ends]);
      expect(desk.results[0]?.executions[0]?.explanation.limitedBy ?? 'volume').toBe('volume');
    },
  );
});
