import { describe, expect, it } from 'vitest';
import { markPosition, markPositions } from '#domain/accounts/mark-position.ts';
import type { Position } from '#domain/accounts/position.ts';
import { applyFillToPosition } from '#domain/accounts/position-accounting.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { aFill, aPosition, SYMBOL, T0 } from '../../support/builders.ts';

function bar(high: number, low: number, changes: Partial<Bar> = {}): Bar {
  const closeTime = T0 + 60_000;
  return { symbol: SYMBOL, openTime: T0, closeTime, open: low, high, low, close: high, volume: 1, ...changes };
}

function held(...bars: readonly Bar[]): Position {
  const following = bars.map((one, index) => ({ ...one, closeTime: T0 + (index + 1) * 60_000 }));
  return following.reduce(markPosition, applyFillToPosition(aPosition(), aFill()));
}

describe('markPosition', () => {
  it('Given a flat position, When a bar closes, Then it is the same', () => {
    const flat = aPosition();
    expect(markPosition(flat, bar(110, 90))).toBe(flat);
  });

  it('Given a position of which no holding is known, When a bar closes, Then it has a mark and still no holding', () => {
    const { holding, mark, markTime } = markPosition({ ...held(), holding: null }, bar(110, 90));
    expect([mark?.toFixed(), markTime, holding]).toEqual(['110', T0 + 60_000, null]);
  });

  it('Given a bar that it was marked by, or that closed before it was opened, Then the position is the same', () => {
    const position = held(bar(110, 90));
    expect(markPosition(position, bar(200, 1))).toBe(position);
    const fresh = held();
    expect(markPosition(fresh, bar(200, 1, { closeTime: T0 }))).toBe(fresh);
  });

  it.each([
    ['the first', [bar(110, 90)], ['110', '90']],
    ['one within', [bar(110, 90), bar(109, 91)], ['110', '90']],
    ['one beyond on both sides', [bar(110, 90), bar(111, 89)], ['111', '89']],
    ['one higher', [bar(110, 90), bar(111, 95)], ['111', '90']],
    ['one lower', [bar(110, 90), bar(105, 89)], ['110', '89']],
    [
      'one beyond by less than a float can tell',
      [bar(110, 90), bar(110, 90, { digits: { high: '110.00000000000000001', low: '89.99999999999999999' } })],
      ['110.00000000000000001', '89.99999999999999999'],
    ],
    [
      'one within by less than a float can tell',
      [bar(110, 90), bar(110, 90, { digits: { high: '109.99999999999999999', low: '90.00000000000000001' } })],
      ['110', '90'],
    ],
  ])('Given bars, %s the last of them, Then highest and lowest are exact and each bar counts', (_, bars, extremes) => {
    const { holding } = held(...bars);
    expect([holding?.highest?.toFixed(), holding?.lowest?.toFixed()]).toEqual(extremes);
    expect(holding?.barsHeld).toBe(bars.length);
  });
});

describe('markPositions', () => {
  it('Given bars of some symbols, Then only their positions are marked, and no other appears', () => {
    const other = { ...held(), symbol: 'ETH/USD' };
    const before = new Map([other, held()].map((one) => [one.symbol, one]));
    const marked = markPositions(before, [bar(110, 90), bar(7, 6, { symbol: 'XRP/USD' })]);
    expect([...marked].map(([symbol, { mark }]) => [symbol, mark?.toFixed() ?? null])).toEqual([
      ['ETH/USD', null],
      [SYMBOL, '110'],
    ]);
    expect(before.get(SYMBOL)?.mark).toBeNull();
  });
});
