import { describe, expect, it } from 'vitest';
import type { Holding, Position } from '#domain/accounts/position.ts';
import { exitReasonOf } from '#domain/orders/exit-reason.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { PROTECTION_KINDS, type ProtectionKind } from '#domain/simulation/venue-rules.ts';
import { type ExitRules, NO_EXITS } from '#domain/trading/exit-rules.ts';
import { isAttached, isDust, protectionOf, reachedLevel } from '#domain/trading/protection.ts';
import { anExit, aPosition, d } from '../../support/builders.ts';

const HOLDING: Holding = {
  openedAt: 0,
  entryNotional: d(1000),
  netPnl: d(0),
  attached: { stopLoss: null, takeProfit: null },
  barsHeld: 1,
  highest: null,
  lowest: null,
};

/** Ten units at 100, held long unless `quantity` says otherwise. */
function held(changes: Partial<Holding> = {}, quantity = '10'): Position {
  return aPosition({ quantity: d(quantity), cost: d(quantity).times(100), holding: { ...HOLDING, ...changes } });
}

function rules(changes: Record<string, string>): ExitRules {
  return { ...NO_EXITS, ...Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, d(value)])) };
}

/** `type stop target trail`, `–` for none. */
function text(position: Position, exits: ExitRules, tick: string | null = null): string | null {
  const protection = protectionOf(position, exits, {
    tick: tick === null ? null : d(tick),
    protections: PROTECTION_KINDS,
  });
  if (protection === null || protection.terms === null) return null;
  const { type, stopPrice, limitPrice, takeProfitPrice, trailPct, reduceOnly } = protection.terms;
  expect(reduceOnly).toBe(true);
  const parts = [stopPrice ?? limitPrice, takeProfitPrice, trailPct].map((value) => value?.toFixed() ?? '–');
  return [type, ...parts].join(' ');
}

const ALL = { stopLossPct: '0.02', takeProfitPct: '0.05', trailingStopPct: '0.01' };
const high = (price: number): Partial<Holding> => ({ highest: d(price), lowest: d(90) });
const low = (price: number): Partial<Holding> => ({ highest: d(110), lowest: d(price) });
const attached = (stopLoss: number | null, takeProfit: number | null): Partial<Holding> => ({
  attached: {
    stopLoss: stopLoss === null ? null : d(stopLoss),
    takeProfit: takeProfit === null ? null : d(takeProfit),
  },
});

describe('protectionOf', () => {
  it.each<[given: string, position: Position, exits: ExitRules, tick: string | null, expected: string | null]>([
    ['no rule', held(), NO_EXITS, null, null],
    ['a stop loss', held(), rules({ stopLossPct: '0.02' }), null, 'stop 98 – –'],
    ['a stop loss of a short', held({}, '-10'), rules({ stopLossPct: '0.02' }), null, 'stop 102 – –'],
    ['a take profit', held(), rules({ takeProfitPct: '0.05' }), null, 'limit 105 – –'],
    ['a take profit of a short', held({}, '-10'), rules({ takeProfitPct: '0.05' }), null, 'limit 95 – –'],
    ['both', held(), rules({ stopLossPct: '0.02', takeProfitPct: '0.05' }), null, 'stop 98 105 –'],
    ['a trail and no bar yet', held(), rules({ trailingStopPct: '0.01' }), null, 'trailing_stop 99 – 0.01'],
    ['a trail behind the highest', held(high(104)), rules(ALL), null, 'trailing_stop 102.96 105 0.01'],
    ['a trail whose bars stay below the entry', held(high(98)), rules(ALL), null, 'trailing_stop 99 105 0.01'],
    ['the same of a short, above it', held(low(103), '-10'), rules(ALL), null, 'trailing_stop 101 95 0.01'],
    ['a trail behind the lowest of a short', held(low(96), '-10'), rules(ALL), null, 'trailing_stop 96.96 95 0.01'],
    [
      'a trail wider than the stop loss',
      held(high(100)),
      rules({ ...ALL, trailingStopPct: '0.1' }),
      null,
      'trailing_stop 98 105 0.1',
    ],
    ['a trail that has passed the target', held(high(120)), rules(ALL), '0.01', 'trailing_stop 104.99 105 0.01'],
    ['the same of a short', held(low(80), '-10'), rules(ALL), '0.01', 'trailing_stop 95.01 95 0.01'],
    ['the same without a tick', held(high(120)), rules(ALL), null, 'trailing_stop 104.999999999999999999 105 0.01'],
    ["a strategy's own stop", held(attached(97, null)), rules({ stopLossPct: '0.02' }), null, 'stop 97 – –'],
    ["a strategy's own target", held(attached(null, 103)), rules({ takeProfitPct: '0.05' }), null, 'limit 103 – –'],
    ['own levels between two ticks', held(attached(97.13, 103.13)), NO_EXITS, '0.25', 'stop 97.25 103.25 –'],
    ['own levels and no rule', held(attached(97, 103)), NO_EXITS, null, 'stop 97 103 –'],
    [
      'prices between two ticks',
      held(),
      rules({ stopLossPct: '0.0233', takeProfitPct: '0.0517' }),
      '0.25',
      'stop 97.75 105.25 –',
    ],
    ['a stop that would round to nothing', held(), rules({ stopLossPct: '0.999' }), '1', 'stop 1 – –'],
    ['a flat position', aPosition(), rules(ALL), null, null],
  ])('Given %s, Then the protective order is as calculated by hand', (_, position, exits, tick, expected) => {
    expect(text(position, exits, tick)).toBe(expected);
  });

  it('Given a stop loss below the average of two entries, Then it is that of the average price', () => {
    const position = { ...held(), quantity: d(30), cost: d(3100) };
    expect(text(position, rules({ stopLossPct: '0.1' }))).toBe('stop 93 – –');
  });

  it('Given the order that it asks for, When a side of it is hit, Then the reason is told', () => {
    const reasonOf = (
      exits: ExitRules,
      position: Position,
      trigger: 'stop' | 'trailing_stop' | 'take_profit' | 'limit',
    ) => {
      const protection = protectionOf(position, exits, { tick: null, protections: PROTECTION_KINDS });
      if (protection === null || protection.terms === null) throw new Error('no protection');
      const { terms, levels } = protection;
      return exitReasonOf(anExit({ purpose: 'protection', terms, attached: levels }), trigger);
    };
    expect(reasonOf(rules({ stopLossPct: '0.02' }), held(), 'stop')).toBe('stop_loss');
    expect(reasonOf(rules(ALL), held(high(104)), 'stop')).toBe('trailing_stop');
    expect(reasonOf(rules({ ...ALL, trailingStopPct: '0.1' }), held(high(100)), 'stop')).toBe('stop_loss');
    expect(reasonOf(rules({ ...ALL, trailingStopPct: '0.1' }), held(high(100)), 'trailing_stop')).toBe('trailing_stop');
    expect(reasonOf(rules(ALL), held(), 'take_profit')).toBe('take_profit');
    expect(reasonOf(rules({ takeProfitPct: '0.05' }), held(), 'limit')).toBe('take_profit');
  });
});

describe('what is held', () => {
  it.each([
    ['0.009', true],
    ['-0.009', true],
    ['0.01', false],
    ['-0.01', false],
  ])('Given %s at a lot of 0.01, Then whether it is dust is %s', (quantity, expected) => {
    expect(isDust(aPosition({ quantity: d(quantity) }), d('0.01'))).toBe(expected);
  });

  it('Given a stop or a target of the strategy, Then the position is attached to it', () => {
    expect([held(attached(97, null)), held(attached(null, 103)), held(), undefined].map(isAttached)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('protectionOf at a venue that does not hold all of it', () => {
  const at = (held: readonly ProtectionKind[], position: Position) => {
    const protection = protectionOf(position, rules(ALL), { tick: null, protections: held });
    if (protection === null) throw new Error('no protection');
    const { terms, watched } = protection;
    const text = (level: Decimal | null | undefined) => level?.toFixed() ?? '–';
    const resting = [terms?.type ?? 'nothing', text(terms?.stopPrice), text(terms?.takeProfitPrice)].join(' ');
    return [resting, `watches ${text(watched.stop)} ${text(watched.target)} ${text(watched.trail)}`];
  };

  it.each<[readonly ProtectionKind[], string, string]>([
    [PROTECTION_KINDS, 'trailing_stop 99 105', 'watches – – –'],
    [['stop', 'oco', 'trailing'], 'stop 99 105', 'watches – – 99'],
    [['stop', 'trailing'], 'stop 99 –', 'watches – 105 99'],
    [['stop'], 'stop 99 –', 'watches – 105 99'],
    [[], 'nothing – –', 'watches 98 105 99'],
  ])('Given it holds %j, Then that rests there and the rest is watched', (kinds, resting, watched) => {
    expect(at(kinds, held())).toEqual([resting, watched]);
  });

  it.each([
    [105, '10', 'target_exit'],
    [104.99, '10', null],
    [99, '10', 'trail_exit'],
    [98, '10', 'stop_exit'],
    [95, '-10', 'target_exit'],
    [101, '-10', 'trail_exit'],
    [100, '-10', null],
  ])('Given a close at %s of a position of %s, Then what is watched is %s', (price, quantity, expected) => {
    const position = held({}, quantity);
    const protection = protectionOf(position, rules(ALL), { tick: null, protections: [] });
    if (protection === null) throw new Error('no protection');
    expect(reachedLevel(protection, d(price), position.quantity.isNegative())).toBe(expected);
  });
});
