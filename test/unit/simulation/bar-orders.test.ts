import { describe, expect, it } from 'vitest';
import type { Side } from '#domain/orders/order-intent.ts';
import { d, T0 } from '../../support/builders.ts';
import { aBar, FREE, someTerms, VenueDesk } from '../../support/venue-desk.ts';

/** 10 bps of slippage, maker 1 ‰, taker 2 ‰: a price and a fee show which one an order was. */
const COSTS = {
  ...FREE,
  slippageRate: d('0.001'),
  fees: [{ minVolume: d(0), maker: d('0.001'), taker: d('0.002') }],
};

type Row = readonly [
  name: string,
  side: Side,
  terms: Parameters<typeof someTerms>[0],
  bars: number[][],
  expected: string[],
];

const ROWS: readonly Row[] = [
  // Limit: the open when it is as good, as a taker whose slippage ends at the limit; else the limit, as a maker.
  ['limit opened at', 'buy', { type: 'limit', limit: 100 }, [[100, 101, 99, 100]], ['buy 10 @ 100 (2) limit']],
  ['limit opened below', 'buy', { type: 'limit', limit: 100 }, [[90, 101, 89, 100]], ['buy 10 @ 90.09 (1.8018) limit']],
  [
    'limit opened just below',
    'buy',
    { type: 'limit', limit: 100 },
    [[99.95, 101, 99, 100]],
    ['buy 10 @ 100 (2) limit'],
  ],
  ['limit touched', 'buy', { type: 'limit', limit: 99 }, [[100, 101, 99, 100]], ['buy 10 @ 99 (0.99) limit']],
  ['limit missed', 'buy', { type: 'limit', limit: 98 }, [[100, 101, 99, 100]], []],
  [
    'limit touched later',
    'buy',
    { type: 'limit', limit: 98 },
    [
      [100, 101, 99, 100],
      [100, 100, 97, 99],
    ],
    ['buy 10 @ 98 (0.98) limit'],
  ],
  [
    'sell limit opened above',
    'sell',
    { type: 'limit', limit: 100 },
    [[110, 111, 99, 100]],
    ['sell 10 @ 109.89 (2.1978) limit'],
  ],
  ['sell limit touched', 'sell', { type: 'limit', limit: 101 }, [[100, 101, 99, 100]], ['sell 10 @ 101 (1.01) limit']],
  // Stop: a gap fills at the open, a touch at the stop; always a taker.
  ['stop touched', 'sell', { type: 'stop', stop: 95 }, [[100, 101, 95, 96]], ['sell 10 @ 94.905 (1.8981) stop']],
  ['stop gapped', 'sell', { type: 'stop', stop: 95 }, [[90, 92, 89, 91]], ['sell 10 @ 89.91 (1.7982) stop']],
  ['stop opened at', 'sell', { type: 'stop', stop: 95 }, [[95, 99, 95, 98]], ['sell 10 @ 94.905 (1.8981) stop']],
  ['stop untouched', 'sell', { type: 'stop', stop: 95 }, [[100, 101, 95.01, 96]], []],
  ['buy stop touched', 'buy', { type: 'stop', stop: 105 }, [[100, 106, 99, 104]], ['buy 10 @ 105.105 (2.1021) stop']],
  ['buy stop gapped', 'buy', { type: 'stop', stop: 105 }, [[110, 112, 108, 111]], ['buy 10 @ 110.11 (2.2022) stop']],
  // Stop with a target: the stop first, unless the bar opens at the target.
  [
    'target touched',
    'sell',
    { type: 'stop', stop: 95, target: 105 },
    [[100, 105, 96, 101]],
    ['sell 10 @ 105 (1.05) take_profit'],
  ],
  [
    'target gapped',
    'sell',
    { type: 'stop', stop: 95, target: 105 },
    [[110, 112, 90, 101]],
    ['sell 10 @ 109.89 (2.1978) take_profit'],
  ],
  [
    'stop and target in one bar',
    'sell',
    { type: 'stop', stop: 95, target: 105 },
    [[100, 106, 94, 101]],
    ['sell 10 @ 94.905 (1.8981) stop'],
  ],
  [
    'short: target touched',
    'buy',
    { type: 'stop', stop: 105, target: 95 },
    [[100, 104, 95, 101]],
    ['buy 10 @ 95 (0.95) take_profit'],
  ],
  [
    'short: both',
    'buy',
    { type: 'stop', stop: 105, target: 95 },
    [[100, 106, 94, 101]],
    ['buy 10 @ 105.105 (2.1021) stop'],
  ],
  // Stop-limit: in the trigger's bar only what is certain.
  [
    'stop-limit passes its stop',
    'sell',
    { type: 'stop_limit', stop: 95, limit: 94 },
    [[100, 101, 93, 97]],
    ['sell 10 @ 94.905 (1.8981) stop'],
  ],
  [
    'stop-limit, no room for slippage',
    'sell',
    { type: 'stop_limit', stop: 95, limit: 95 },
    [[100, 101, 93, 97]],
    ['sell 10 @ 95 (1.9) stop'],
  ],
  ['stop-limit gapped below its limit', 'sell', { type: 'stop_limit', stop: 95, limit: 94 }, [[90, 93, 89, 91]], []],
  [
    'stop-limit gapped, limit touched after',
    'sell',
    { type: 'stop_limit', stop: 95, limit: 94 },
    [[90, 94, 89, 91]],
    ['sell 10 @ 94 (0.94) stop'],
  ],
  [
    'stop-limit gapped between',
    'sell',
    { type: 'stop_limit', stop: 95, limit: 90 },
    [[92, 94, 89, 91]],
    ['sell 10 @ 91.908 (1.83816) stop'],
  ],
  [
    'stop-limit with its limit above the stop, high before',
    'sell',
    { type: 'stop_limit', stop: 95, limit: 97 },
    [[100, 101, 94, 96]],
    [],
  ],
  [
    'stop-limit with its limit above the stop, close proves it',
    'sell',
    { type: 'stop_limit', stop: 95, limit: 97 },
    [[100, 101, 94, 98]],
    ['sell 10 @ 97 (0.97) stop'],
  ],
  [
    'stop-limit that rests after its trigger',
    'sell',
    { type: 'stop_limit', stop: 95, limit: 97 },
    [
      [100, 101, 94, 96],
      [96, 98, 95, 96],
    ],
    ['sell 10 @ 97 (0.97) stop'],
  ],
  // Trailing: tested against a bar first, then raised by it.
  [
    'trailing at its start',
    'sell',
    { type: 'trailing_stop', stop: 95, trail: '0.05' },
    [[100, 120, 94, 96]],
    ['sell 10 @ 94.905 (1.8981) stop'],
  ],
  [
    'trailing raised',
    'sell',
    { type: 'trailing_stop', stop: 95, trail: '0.1' },
    [
      [100, 120, 99, 119],
      [119, 119, 108, 110],
    ],
    ['sell 10 @ 107.892 (2.15784) trailing_stop'],
  ],
  [
    'trailing never goes back',
    'sell',
    { type: 'trailing_stop', stop: 95, trail: '0.1' },
    [
      [100, 120, 99, 119],
      [119, 119, 109, 110],
      [109, 110, 108, 109],
    ],
    ['sell 10 @ 107.892 (2.15784) trailing_stop'],
  ],
  [
    'trailing not raised by less',
    'sell',
    { type: 'trailing_stop', stop: 95, trail: '0.1' },
    [
      [100, 105, 99, 100],
      [100, 100, 95, 97],
    ],
    ['sell 10 @ 94.905 (1.8981) stop'],
  ],
  [
    'buy trailing lowered',
    'buy',
    { type: 'trailing_stop', stop: 105, trail: '0.1' },
    [
      [100, 101, 80, 81],
      [82, 90, 81, 85],
    ],
    ['buy 10 @ 88.088 (1.76176) trailing_stop'],
  ],
  [
    'trailing with a target',
    'sell',
    { type: 'trailing_stop', stop: 95, trail: '0.1', target: 130 },
    [
      [100, 120, 99, 119],
      [119, 131, 118, 130],
    ],
    ['sell 10 @ 130 (1.3) take_profit'],
  ],
];

describe('matchBars, by type', () => {
  it.each(ROWS)('Given %s, Then it fills as said', (_name, side, terms, bars, expected) => {
    const desk = new VenueDesk(COSTS, 100_000, 20);
    desk.order(side, 10, someTerms(terms));
    desk.series(...bars.map((bar, minute) => aBar(bar, minute)));
    expect(desk.fills).toEqual(expected);
    expect(desk.ends).toEqual(expected.length === 0 ? [] : ['o1 filled']);
    expect(desk.working).toEqual(expected.length === 0 ? ['o1'] : []);
  });

  it.each(ROWS)('Given %s, When every bar comes twice, Then the second changes nothing', (_name, side, terms, bars) => {
    const desk = new VenueDesk(COSTS, 100_000, 20);
    desk.order(side, 10, someTerms(terms));
    for (const [minute, bar] of bars.entries()) {
      const { book } = desk.bars(aBar(bar, minute));
      expect(desk.bars(aBar(bar, minute)).book).toEqual(book);
    }
  });

  it('Given an order accepted within a bar, Then only the next bar can fill it', () => {
    const desk = new VenueDesk();
    desk.order('buy', 1, someTerms({ type: 'limit', limit: 100 }), T0 + 1);
    expect(desk.bars(aBar([100, 100, 90, 100])).fills).toEqual([]);
    expect(desk.bars(aBar([99, 100, 90, 100], 1)).fills).toEqual(['buy 1 @ 99 limit']);
  });

  it('Given a stop with prices beyond the floats, Then the exact decimals decide', () => {
    const level = '0.1000000000000000055';
    const bar = (low: string) => aBar(['0.2', '0.2', low, '0.2']);
    const at = (low: string) => {
      const desk = new VenueDesk(FREE, 0, 1);
      desk.order('sell', 1, someTerms({ type: 'stop', stop: level }));
      return desk.bars(bar(low)).fills;
    };
    expect(at('0.1000000000000000056')).toEqual([]);
    expect(at('0.1000000000000000054')).toEqual([`sell 1 @ ${level} stop`]);
    expect(at(level)).toEqual([`sell 1 @ ${level} stop`]);
  });

  it('Given a bar that leaves every order alone, Then the book is the very same', () => {
    const desk = new VenueDesk(FREE, 0, 1);
    desk.order('sell', 1, someTerms({ type: 'stop', stop: 90 }));
    const { book } = desk.bars(aBar([100, 101, 99, 100]));
    expect(desk.bars(aBar([100, 101, 99, 100], 1)).book).toBe(book);
  });
});

describe('matchBars, several orders in one bar', () => {
  it('Given a stop and a limit of the same position, Then the stop is taken to come first, whatever the order of acceptance', () => {
    const desk = new VenueDesk(FREE, 0, 10);
    desk.order('sell', 10, someTerms({ type: 'limit', limit: 105, reduceOnly: true }));
    desk.order('sell', 10, someTerms({ type: 'stop', stop: 95, reduceOnly: true }));
    desk.bars(aBar([100, 106, 94, 100]));
    expect(desk.fills).toEqual(['sell 10 @ 95 stop']);
    expect(desk.ends).toEqual(['o2 filled', 'o1 cancelled REDUCE_ONLY']);
  });

  it('Given a limit that fills at the open, Then its cash is there for a buy later in the bar', () => {
    const desk = new VenueDesk(FREE, 0, 10);
    desk.order('buy', 10, someTerms({ type: 'limit', limit: 90 }));
    desk.order('sell', 10, someTerms({ type: 'limit', limit: 100 }));
    desk.bars(aBar([100, 101, 90, 95]));
    expect(desk.fills).toEqual(['sell 10 @ 100 limit', 'buy 10 @ 90 limit']);
    expect([desk.balance('USD'), desk.balance('SYN')]).toEqual(['100', '10']);
  });

  it('Given bars of two symbols at one instant, Then orders go by acceptance on the shared cash', () => {
    const desk = new VenueDesk(FREE, 1000);
    desk.order('buy', 8, someTerms({ type: 'limit', limit: 100 }), T0, 'ZZZ/USD');
    desk.order('buy', 8, someTerms({ type: 'limit', limit: 100 }), T0, 'AAA/USD');
    desk.bars(aBar([100, 100, 100, 100], 0, 'AAA/USD'), aBar([100, 100, 100, 100], 0, 'ZZZ/USD'));
    expect([desk.balance('ZZZ'), desk.balance('AAA'), desk.balance('USD')]).toEqual(['8', '2', '0']);
    expect(desk.ends).toEqual(['o1 filled', 'o2 cancelled INSUFFICIENT_CASH']);
  });
});
