import { describe, expect, it } from 'vitest';
import type { Bar } from '#domain/shared/bar.ts';
import { T0 } from '../../support/builders.ts';
import { actionsOf, aStrategy, runStrategy } from '../../support/run-strategy.ts';

type HighLowClose = readonly [high: number, low: number, close: number];

function bars(rows: readonly HighLowClose[]): Bar[] {
  return rows.map(([high, low, close], index) => {
    const openTime = T0 + index * 60_000;
    return { symbol: 'SYN/USD', openTime, closeTime: openTime + 60_000, open: close, high, low, close, volume: 1 };
  });
}

const darvas = aStrategy('darvas_box', { lookback: 3, confirm: 2 });

/** A box from 9 to 12: the high of the third bar is the highest of three, and neither edge is passed in the next two bars. */
const BOX: readonly HighLowClose[] = [
  [10, 8, 9],
  [10, 8, 9],
  [12, 9, 11],
  [11, 9, 10],
  [12, 10, 11],
  [11.5, 9.5, 10],
];

describe('darvas_box', () => {
  it.each<[string, readonly HighLowClose[], string]>([
    ['a close above the top', [[14, 11, 13]], 'BUY'],
    [
      'a close on the top, and then above it',
      [
        [13, 11, 12],
        [14, 11, 12.5],
      ],
      '- BUY',
    ],
    [
      'a close below the bottom of a box that nobody bought: it is given up',
      [
        [10, 7, 8],
        [11, 9, 10],
        [14, 9, 13],
      ],
      '- - -',
    ],
    [
      'a breakout, and a close on the bottom and then below it',
      [
        [14, 11, 13],
        [12, 9, 9],
        [10, 8, 8.5],
      ],
      'BUY - SELL',
    ],
    [
      'a low, but no close below the bottom',
      [
        [14, 11, 13],
        [13, 8, 9],
      ],
      'BUY -',
    ],
    [
      'an exit, and no second one',
      [
        [14, 11, 13],
        [13, 8, 8],
        [9, 7, 7],
      ],
      'BUY SELL -',
    ],
  ])('Given a box and then %s, When it runs, Then the signals are as listed', (_, rows, expected) => {
    const actions = actionsOf(darvas, bars([...BOX, ...rows]));
    expect(actions.slice(0, BOX.length).every((action) => action === '-')).toBe(true);
    expect(actions.slice(BOX.length).join(' ')).toBe(expected);
  });

  it.each<[string, readonly HighLowClose[]]>([
    [
      'a top that is exceeded before the bottom is confirmed',
      [
        [10, 8, 9],
        [10, 8, 9],
        [12, 9, 11],
        [11, 9, 10],
        [12, 8, 9],
        [12.5, 9, 12.3],
      ],
    ],
    [
      'a bottom that is undercut within its bars',
      [
        [10, 8, 9],
        [10, 8, 9],
        [12, 9, 11],
        [11, 9, 10],
        [11, 8, 10],
        [11, 9, 10],
        [13, 10, 12.5],
      ],
    ],
    [
      'a high that is not the highest of the window',
      [
        [15, 8, 9],
        [10, 8, 9],
        [12, 9, 11],
        [11, 9, 10],
        [11, 10, 10],
        [11, 9.5, 10],
      ],
    ],
    [
      'fewer bars than the window',
      [
        [12, 9, 11],
        [11, 9, 10],
        [12, 10, 11],
        [11, 9.5, 10],
      ].map(([h = 0, l = 0, c = 0]) => [h, l, c]),
    ],
  ])('Given %s, When it runs, Then there is no box and no signal', (_, rows) => {
    expect(actionsOf(darvas, bars(rows)).every((action) => action === '-')).toBe(true);
  });

  it('Given a second box above the first, When a bar closes below its bottom, Then the floor has risen with it', () => {
    const second: readonly HighLowClose[] = [
      [14, 12, 13],
      [13.5, 12, 13],
      [13, 12, 12.5],
      [13, 12.5, 12.5],
      [12.5, 11, 12],
      [12, 10, 11.5],
    ];
    expect(
      actionsOf(darvas, bars([...BOX, ...second]))
        .slice(BOX.length)
        .join(' '),
    ).toBe('BUY - - - - SELL');
  });

  it('Given a breakout a third of the box above its top, When it signals, Then stop and ranking say so', () => {
    expect(runStrategy(darvas, bars([...BOX, [14, 11, 13]])).flat()).toEqual([
      { action: 'BUY', ranking: 67, reason: 'close above the top of the box', stop: 9 },
    ]);
  });

  it('Given a box without height, When it is broken out of, Then the ranking is 100', () => {
    const still = Array.from({ length: 8 }, (): HighLowClose => [5, 5, 5]);
    expect(runStrategy(darvas, bars([...still, [6, 5, 6]])).flat()).toMatchObject([{ ranking: 100, stop: 5 }]);
  });

  it.each([[{ lookback: 0 }], [{ confirm: 0 }], [{ confirm: 2.5 }], [{ top: 3 }]])(
    'Given the parameters %j, When it is made, Then they are refused',
    (params) => {
      expect(() => aStrategy('darvas_box', params)).toThrow();
    },
  );
});
