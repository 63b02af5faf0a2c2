import { describe, expect, it } from 'vitest';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import { newYorkTime } from '#domain/calendar/new-york-time.ts';
import { dayTradesOf, unsettledCashOf } from '#domain/risk/us-settlement.ts';
import { anAccount, anExit, anIntent, aPosition, d } from '../../support/builders.ts';
import { limitsOf, marginVenue, type RiskRow, venueOf, violationsOf } from '../../support/risk-tables.ts';

const pdt = limitsOf({ pattern_day_trader: true });
const settled = limitsOf({ settled_cash_only: true });
const spy = anIntent({ symbol: 'SPY' });
const short = anIntent({ side: 'sell' });

const TABLE: RiskRow[] = [
  ['whole lots', { venue: venueOf({ lot: d(5) }) }, []],
  ['a fraction of a lot', { venue: venueOf({ lot: d(4) }) }, ['lot | 4 | 10 | step of the quantity']],
  ['no quantity', { intent: anIntent({ quantity: d(0) }) }, ['lot | 0.00000001 | 0 | step of the quantity']],
  [
    'a short in a cash account',
    { intent: short },
    ['short_selling | a margin account that allows shorts | cash account | account'],
  ],
  [
    'a short in a margin account that is long only',
    { intent: short, venue: marginVenue() },
    ['short_selling | a margin account that allows shorts | long only | account'],
  ],
  ['a short where it is allowed', { intent: short, venue: marginVenue({ allowShort: true }) }, []],
  ['two day trades', { limits: pdt, intent: spy, dayTrades: 2 }, []],
  [
    'three day trades',
    { limits: pdt, intent: spy, dayTrades: 3 },
    ['pattern_day_trader | fewer than 3 below 25000 | 3 | day trades in 5 business days'],
  ],
  [
    'an unknown number of day trades',
    { limits: pdt, intent: spy, dayTrades: null },
    ['pattern_day_trader | fewer than 3 below 25000 | unknown | day trades in 5 business days'],
  ],
  ['enough equity for any number', { limits: pdt, intent: spy, account: anAccount({ equity: d(25_000) }) }, []],
  ['a pair', { limits: pdt, dayTrades: 9 }, []],
  ['the rule off', { intent: spy, dayTrades: 9 }, []],
  ['enough settled cash', { limits: settled, unsettledCash: d(9000) }, []],
  [
    'too little settled cash',
    { limits: settled, unsettledCash: d(9000), account: anAccount({ reserved: d(1) }) },
    ['settled_cash_only | 999 | 1000 | USD'],
  ],
  ['unknown settled cash', { limits: settled, unsettledCash: null }, ['settled_cash_only | unknown | 1000 | USD']],
  [
    'unknown settled cash and a short',
    { limits: settled, unsettledCash: null, intent: short, venue: marginVenue({ allowShort: true }) },
    [],
  ],
];

describe('rules of the venue', () => {
  it.each(TABLE)('Given %s, When an entry is judged, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });

  it.each(TABLE)('Given %s and an exit instead, When it is judged, Then nothing holds it back', (_, changes) => {
    const position = aPosition({ quantity: d('10.5'), cost: d(1050) });
    expect(violationsOf({ ...changes, intent: anExit({ quantity: d('10.5') }), position })).toEqual([]);
  });
});

describe('newYorkTime', () => {
  it.each([
    ['2026-03-08T06:59:59Z', 0, '01:59'],
    ['2026-03-08T07:00:00Z', 0, '03:00'],
    ['2026-11-01T05:59:59Z', 0, '01:59'],
    ['2026-11-01T06:00:00Z', 0, '01:00'],
    ['2024-03-10T07:00:00Z', 0, '03:00'],
    ['2024-11-03T06:00:00Z', 0, '01:00'],
    ['2015-03-08T07:00:00Z', 0, '03:00'],
    ['2015-11-01T06:00:00Z', 0, '01:00'],
    ['2007-03-11T07:00:00Z', 0, '03:00'],
    ['2006-04-02T06:59:59Z', 0, '01:59'],
    ['2006-04-02T07:00:00Z', 0, '03:00'],
    ['2006-10-29T06:00:00Z', 0, '01:00'],
    ['2006-03-20T14:30:00Z', 1, '09:30'],
    ['2000-02-29T04:30:00Z', 1, '23:30'],
    ['1969-12-31T12:00:00Z', 3, '07:00'],
  ])('Given %s, Then the weekday is %i and the clocks say %s', (iso, weekday, clock) => {
    const time = newYorkTime(Date.parse(iso));
    const [hours, minutes] = clock.split(':').map(Number);
    expect([time.weekday, time.minuteOfDay]).toEqual([weekday, (hours ?? 0) * 60 + (minutes ?? 0)]);
  });
});

/** Closed on Monday, 5 January 2026, 11:00 in New York. */
const MONDAY = Date.parse('2026-01-05T16:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
function trade(changes: Partial<ClosedTrade> = {}): ClosedTrade {
  return {
    id: '1',
    symbol: 'SPY',
    openedAt: MONDAY - HOUR,
    closedAt: MONDAY,
    pnl: d(-10),
    entryNotional: d(1000),
    reason: null,
    ...changes,
  };
}

const WEDNESDAY = { openedAt: MONDAY + 2 * DAY, closedAt: MONDAY + 2 * DAY + HOUR };

describe('dayTradesOf', () => {
  it.each([
    ['on its day', [trade()], MONDAY, 1],
    ['on the fifth business day, the next Friday', [trade()], MONDAY + 4 * DAY, 1],
    ['on the Saturday after', [trade()], MONDAY + 5 * DAY, 1],
    ['on the sixth business day', [trade()], MONDAY + 7 * DAY, 0],
    ['on a Wednesday, looked at on the Tuesday after', [trade(WEDNESDAY)], MONDAY + 8 * DAY, 1],
    ['on a Wednesday, looked at on the Wednesday after', [trade(WEDNESDAY)], MONDAY + 9 * DAY, 0],
    ['held over night', [trade({ openedAt: MONDAY - DAY })], MONDAY, 0],
    ['over midnight in UTC, within the New York day', [trade({ closedAt: MONDAY + 10 * HOUR })], MONDAY + DAY, 1],
    ['of a pair', [trade({ symbol: 'BTC/USD' })], MONDAY, 0],
    ['closed later than now', [trade({ openedAt: MONDAY + DAY, closedAt: MONDAY + DAY })], MONDAY, 0],
  ])('Given a trade %s, Then they are counted', (_, trades, now, expected) => {
    expect(dayTradesOf(trades, now)).toBe(expected);
  });
});

/** Noon in New York, in winter. */
const noon = (date: string) => Date.parse(`${date}T17:00:00Z`);

describe('holidays', () => {
  it.each([
    ['over Thanksgiving', '2026-11-24', '2026-12-01', 1],
    ['over Thanksgiving, a day later', '2026-11-24', '2026-12-02', 0],
    ['over Columbus Day, which is traded', '2026-10-08', '2026-10-14', 1],
    ['over Columbus Day, a day later', '2026-10-08', '2026-10-15', 0],
    ['over the storm of 2012', '2012-10-23', '2012-10-31', 1],
  ])('Given a day trade %s, Then trading days are counted', (_, traded, now, expected) => {
    const day = { openedAt: noon(traded), closedAt: noon(traded) + HOUR };
    expect(dayTradesOf([trade(day)], noon(now) + HOUR)).toBe(expected);
  });

  it.each([
    ['before Thanksgiving', '2026-11-25', ['2026-11-26', '2026-11-27']],
    ['before Columbus Day', '2026-10-09', ['2026-10-12', '2026-10-13']],
    ['on Columbus Day', '2026-10-12', ['2026-10-12', '2026-10-13']],
    ['before Veterans Day', '2026-11-10', ['2026-11-11', '2026-11-12']],
    ['before Good Friday', '2026-04-02', ['2026-04-05', '2026-04-06']],
  ])(
    'Given a sale %s, Then it settles on the next day on which banks and exchanges are open',
    (_, sold, [before, after]) => {
      const unsettled = [before, after].map((date) =>
        unsettledCashOf([trade({ closedAt: noon(sold) })], [], noon(date ?? '')).toFixed(),
      );
      expect(unsettled).toEqual(['990', '0']);
    },
  );
});

describe('unsettledCashOf', () => {
  it.each([
    ['on its day', MONDAY, '990'],
    ['the next day', MONDAY + DAY, '0'],
  ])('Given a sale, When it is looked at %s, Then its proceeds are %s', (_, now, expected) => {
    expect(unsettledCashOf([trade()], [], now).toFixed()).toBe(expected);
  });

  it('Given a sale on a Friday, When it is looked at on the Sunday, Then it has not settled', () => {
    const friday = MONDAY + 4 * DAY;
    const sold = trade({ closedAt: friday });
    const days = [2, 3].map((days) => unsettledCashOf([sold], [], friday + days * DAY).toFixed());
    expect(days).toEqual(['990', '0']);
  });

  it('Given a position that is partly sold, Then what was sold of it is not settled', () => {
    const holding = {
      openedAt: MONDAY,
      entryNotional: d(1000),
      netPnl: d(-5),
      attached: { stopLoss: null, takeProfit: null },
      barsHeld: 1,
      highest: null,
      lowest: null,
    };
    const position = aPosition({ symbol: 'SPY', quantity: d(6), cost: d(600), holding });
    expect(unsettledCashOf([], [position], MONDAY).toFixed()).toBe('395');
    expect(unsettledCashOf([], [{ ...position, cost: d(1000) }], MONDAY).toFixed()).toBe('0');
    const rebated = { ...position, cost: d(1000), holding: { ...holding, netPnl: d(5) } };
    expect(unsettledCashOf([], [rebated, { ...position, holding: null }], MONDAY).toFixed()).toBe('0');
    expect(unsettledCashOf([], [{ ...position, symbol: 'BTC/USD' }], MONDAY).toFixed()).toBe('0');
  });
});
