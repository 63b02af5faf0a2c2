import { describe, expect, it } from 'vitest';
import { type MarketFacts, UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import type { Signal } from '#domain/strategies/strategy.ts';
import { entryLifetime, maxAccountAge } from '#domain/trading/lifetimes.ts';
import { planOrders } from '#domain/trading/plan-orders.ts';
import type { RaisedSignal } from '#domain/trading/raise-signals.ts';
import { onlySymbolOf } from '#domain/trading/trading-plan.ts';
import { anAccount, aPosition, d, SESSION, T0 } from '../../support/builders.ts';
import { aPlan, SIZING } from '../../support/paper-desk.ts';

function raised(symbol: string, signal: Partial<Signal>, strategy = 'mine'): RaisedSignal {
  const whole = { action: 'BUY', ranking: 50, reason: 'because', ...signal } as const;
  return { strategy, symbol, signal: whole, price: d(100), priceTime: T0, time: T0, sequence: '0' };
}

/** What the market reader was asked, as `symbol beside others`, and the commands as `action symbol by strategy`. */
function plan(signals: readonly RaisedSignal[], minRanking = 0) {
  const asked: string[] = [];
  const marketOf = (symbol: string, _: unknown, beside: ReadonlySet<string>): MarketFacts => {
    asked.push(`${symbol} beside ${[...beside].join(' ')}`.trim());
    return UNKNOWN_MARKET;
  };
  const held = aPosition({ symbol: 'H/USD', quantity: d(5), cost: d(500) });
  const commands = planOrders(signals, {
    plan: aPlan({ sizing: { ...SIZING, positionSizePct: d('0.1'), minRanking } }),
    account: anAccount(),
    sessionId: SESSION,
    positions: new Map([['H/USD', held]]),
    equity: d(10_000),
    marketOf,
  });
  const placed = commands.map((one) =>
    one.kind === 'place' ? `${one.intent.kind} ${one.intent.symbol} by ${one.intent.strategy}` : 'cancel',
  );
  return { asked, placed };
}

describe('planOrders of several symbols', () => {
  it('Given two entries and an exit, Then an entry is seen beside the entries before it, and not beside exits', () => {
    const { asked, placed } = plan([
      raised('A/USD', { ranking: 70 }),
      raised('H/USD', { action: 'SELL', ranking: 90 }),
      raised('B/USD', {}),
    ]);
    expect(placed).toEqual(['exit H/USD by mine', 'entry A/USD by mine', 'entry B/USD by mine']);
    expect(asked).toEqual(['A/USD beside', 'A/USD beside', 'B/USD beside A/USD', 'B/USD beside A/USD']);
  });

  it('Given signals of one ranking, Then they go by symbol and then by strategy, whatever their order', () => {
    const signals = [raised('B/USD', {}), raised('A/USD', {}, 'z'), raised('A/USD', {}, 'b'), raised('C/USD', {})];
    const expected = ['entry A/USD by b', 'entry B/USD by mine', 'entry C/USD by mine'];
    expect(plan(signals).placed).toEqual(expected);
    expect(plan([...signals].reverse()).placed).toEqual(expected);
  });

  it.each([
    [50, ['entry A/USD by mine']],
    [51, []],
  ])('Given a ranking of 50 and a least one of %i, Then the entry is planned or not', (least, placed) => {
    expect(plan([raised('A/USD', {})], least).placed).toEqual(placed);
  });
});

describe('what a plan says of times and symbols', () => {
  it.each([
    [MINUTE, MINUTE, 3 * MINUTE],
    [DAY, DAY / 2, DAY * 1.5 + MINUTE],
  ])(
    'Given bars of %i ms, Then an entry lives half a bar and no less than a minute, and a mark a bar longer',
    (timeframe, entry, mark) => {
      expect([entryLifetime(timeframe), maxAccountAge(timeframe)]).toEqual([entry, mark]);
    },
  );

  it.each([
    [['A/USD'], 'A/USD'],
    [['A/USD', 'B/USD'], null],
    [[], null],
  ])('Given the symbols %j, Then only one of its own is the session’s', (symbols, only) => {
    expect(onlySymbolOf(aPlan({ symbols }))).toBe(only);
  });
});
