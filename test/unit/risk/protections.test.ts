import { describe, expect, it } from 'vitest';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import { pausesOf, protectionHorizon } from '#domain/risk/protections.ts';
import type { Protection } from '#domain/risk/rule.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { d, T0 } from '../../support/builders.ts';

function protection(changes: Partial<Protection>): Protection {
  return {
    method: 'cooldown',
    lookback_bars: 10,
    pause_bars: 2,
    trade_limit: 2,
    only_per_symbol: false,
    threshold: null,
    ...changes,
  };
}

/** A trade of 100 that closed so many minutes after T0. */
function trade(minute: number, pnl: number, changes: Partial<ClosedTrade> = {}): ClosedTrade {
  const closedAt = T0 + minute * MINUTE;
  const id = String(minute);
  return {
    id,
    symbol: 'A',
    openedAt: closedAt,
    closedAt,
    pnl: d(pnl),
    entryNotional: d(100),
    reason: 'stop_loss',
    ...changes,
  };
}

/** As `symbol>minute by` with the minute after T0 at which it ends. */
function pauses(given: Protection, trades: readonly ClosedTrade[], minute: number): string[] {
  return pausesOf([given], trades, T0 + minute * MINUTE, MINUTE).map(
    ({ by, symbol, until }) => `${symbol ?? '*'}>${(until - T0) / MINUTE} ${by}`,
  );
}

const guard = protection({ method: 'stoploss_guard' });
const guardOfSymbol = protection({ method: 'stoploss_guard', only_per_symbol: true });
const drawdown = protection({ method: 'max_drawdown', threshold: d('0.1') });
const lowProfit = protection({ method: 'low_profit_symbols', threshold: d('0.01') });
const b = { symbol: 'B' };

describe('pausesOf', () => {
  const table: [string, Protection, ClosedTrade[], number, string[]][] = [
    ['a cooldown after a trade', protection({}), [trade(0, 1)], 0, ['A>3 cooldown']],
    ['a cooldown, two full bars later', protection({}), [trade(0, 1)], 2, ['A>3 cooldown']],
    ['a cooldown that is over', protection({}), [trade(0, 1)], 3, []],
    ['a cooldown within a bar', protection({}), [trade(0.5, 1)], 2, ['A>3 cooldown']],
    ['a cooldown of two symbols', protection({}), [trade(0, 1, b), trade(1, 1)], 1, ['A>4 cooldown', 'B>3 cooldown']],
    ['a trade that closes later', protection({}), [trade(5, 1)], 1, []],
    ['one stop', guard, [trade(0, -1)], 0, []],
    ['two stops on two symbols', guard, [trade(0, -1), trade(1, -1, b)], 1, ['*>4 stoploss_guard']],
    ['two stops, of which one won', guard, [trade(0, -1), trade(1, 1, { reason: 'trailing_stop' })], 1, []],
    ['two losses, of which one no stop', guard, [trade(0, -1), trade(1, -1, { reason: 'strategy_exit' })], 1, []],
    [
      'a trailing stop and a liquidation',
      guard,
      [trade(0, -1, { reason: 'trailing_stop' }), trade(1, -1, { reason: 'liquidation' })],
      1,
      ['*>4 stoploss_guard'],
    ],
    ['a stop order’s own stop', guard, [trade(0, -1, { reason: 'stop' }), trade(1, -1)], 1, ['*>4 stoploss_guard']],
    ['two stops just within the look-back', guard, [trade(0, -1), trade(9, -1)], 9, ['*>12 stoploss_guard']],
    ['two stops a look-back apart', guard, [trade(0, -1), trade(10, -1)], 10, []],
    ['stops of two symbols, counted by symbol', guardOfSymbol, [trade(0, -1), trade(1, -1, b)], 1, []],
    [
      'two stops of a symbol, counted by symbol',
      guardOfSymbol,
      [trade(0, -1, b), trade(1, -1, b)],
      1,
      ['B>4 stoploss_guard'],
    ],
    ['a fall of the limit', drawdown, [trade(0, 5), trade(1, -10)], 1, []],
    ['a fall beyond the limit', drawdown, [trade(0, 5), trade(1, -10.1)], 1, ['*>4 max_drawdown']],
    ['a fall from the beginning', drawdown, [trade(0, -5), trade(1, -5.1, b)], 1, ['*>4 max_drawdown']],
    ['a fall that was partly won back', drawdown, [trade(0, 5), trade(1, -11), trade(3, 8)], 4, ['*>6 max_drawdown']],
    [
      'a fall over two symbols, whatever the symbol switch says',
      { ...drawdown, only_per_symbol: true },
      [trade(0, -6), trade(1, -6, b)],
      1,
      ['*>4 max_drawdown'],
    ],
    ['falls with a gain between, given out of order', drawdown, [trade(1, 20), trade(0, -6), trade(2, -6)], 2, []],
    [
      'falls with a gain between by their symbols, at one time',
      drawdown,
      [trade(0, 5, b), trade(0, -6), trade(0, -6, { symbol: 'C' })],
      0,
      [],
    ],
    [
      'falls with a gain between by their ids, at one time',
      drawdown,
      [trade(0, 5, { id: '2' }), trade(0, -6, { id: '1' }), trade(0, -6, { id: '3' })],
      0,
      [],
    ],
    ['a fall by too few trades', drawdown, [trade(1, -50)], 1, []],
    ['returns at the least', lowProfit, [trade(0, 1), trade(1, 0)], 1, []],
    ['returns below the least', lowProfit, [trade(0, 1), trade(1, -0.1)], 1, ['A>4 low_profit_symbols']],
    ['returns of another symbol', lowProfit, [trade(0, 1, b), trade(1, -9)], 1, []],
    [
      'returns below zero, no threshold',
      { ...lowProfit, threshold: null },
      [trade(0, 1), trade(1, -2)],
      1,
      ['A>4 low_profit_symbols'],
    ],
    ['trades that were given out of order', guard, [trade(9, -1), trade(0, -1)], 9, ['*>12 stoploss_guard']],
    [
      'a pause that a later win would have spared',
      lowProfit,
      [trade(0, 0), trade(1, -1), trade(2, 99)],
      2,
      ['A>4 low_profit_symbols'],
    ],
  ];
  it.each(table)('Given %s, Then the pauses are as listed', (_, given, trades, minute, expected) => {
    expect(pauses(given, trades, minute)).toEqual(expected);
  });

  it('Given several protections, Then the longest pause of each symbol stands, the account’s first', () => {
    const all = [
      protection({}),
      protection({ method: 'stoploss_guard', trade_limit: 1, only_per_symbol: true, pause_bars: 9 }),
      guard,
    ];
    const trades = [trade(0, -1), trade(1, -1, b)];
    expect(pausesOf(all, trades, T0 + MINUTE, MINUTE)).toEqual([
      { symbol: null, until: T0 + 4 * MINUTE, by: 'stoploss_guard' },
      { symbol: 'A', until: T0 + 10 * MINUTE, by: 'stoploss_guard' },
      { symbol: 'B', until: T0 + 11 * MINUTE, by: 'stoploss_guard' },
    ]);
  });

  it('Given two protections whose pauses end together, Then the first of them is named', () => {
    const both = [protection({}), protection({ method: 'stoploss_guard', trade_limit: 1, only_per_symbol: true })];
    expect(pausesOf(both, [trade(0, -1)], T0, MINUTE)).toMatchObject([{ symbol: 'A', by: 'cooldown' }]);
  });

  it('Given a trade that entered nothing, Then it counts with a return of zero', () => {
    expect(pauses(drawdown, [trade(0, -50, { entryNotional: d(0) }), trade(1, -5)], 1)).toEqual([]);
  });
});

describe('protectionHorizon', () => {
  it('Given protections, Then it is the longest look-back and pause, and the bar between', () => {
    expect(protectionHorizon([guard, protection({ lookback_bars: 3, pause_bars: 3 })], MINUTE)).toBe(13 * MINUTE);
    expect(protectionHorizon([], MINUTE)).toBe(0);
  });
});
