import { describe, expect, it } from 'vitest';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import { ReplayedStrategies } from '#domain/simulation/replayed-strategies.ts';
import { cancelAll, EXIT_RULES, makeIntent } from '#domain/trading/intent-factory.ts';
import { riskInputOf } from '#domain/trading/judge-commands.ts';
import { StrategyError } from '#domain/trading/raise-signals.ts';
import { stateFault } from '#domain/trading/state-fault.ts';
import { stepStrategy } from '#domain/trading/step-strategy.ts';
import { anAccount, anIntent, aPosition, barsOf, d, SYMBOL, T0 } from '../../support/builders.ts';
import { aPlan } from '../../support/paper-desk.ts';
import { limitsOf } from '../../support/risk-tables.ts';

const trade: ClosedTrade = {
  id: '1',
  symbol: 'SPY',
  openedAt: T0,
  closedAt: T0,
  pnl: d(5),
  entryNotional: d(100),
  reason: null,
};

describe('riskInputOf', () => {
  const rows = { account: anAccount(), positions: new Map([[SYMBOL, aPosition({ quantity: d(3) })]]) };
  const inputOf = (limits: Parameters<typeof limitsOf>[0], symbol = SYMBOL) =>
    riskInputOf(anIntent({ symbol }), rows, { plan: aPlan({ limits: limitsOf(limits) }), now: T0, trades: [trade] });

  it('Given no US rule, Then nothing is looked back on', () => {
    expect(inputOf({})).toMatchObject({ dayTrades: null, unsettledCash: null, existing: null });
  });

  it('Given a US rule, Then what it alone asks for is known', () => {
    expect(inputOf({ pattern_day_trader: true })).toMatchObject({ dayTrades: 1, unsettledCash: null });
    const { dayTrades, unsettledCash } = inputOf({ settled_cash_only: true });
    expect([dayTrades, unsettledCash?.toFixed()]).toEqual([null, '105']);
  });

  it('Given a symbol with and without a row, Then it has its position, or an empty one', () => {
    expect(inputOf({}).position.quantity.toFixed()).toBe('3');
    expect(inputOf({}, 'NEW/USD').position).toEqual({ ...aPosition(), symbol: 'NEW/USD' });
  });
});

describe('identities of what the exit rules do', () => {
  it('Given the same exit, Then its id and that of its cancel are the same in every build', () => {
    const { clientOrderId, account, sessionId, ...draft } = anIntent({ strategy: EXIT_RULES });
    const origin = { environment: 'paper', account, sessionId };
    const intent = makeIntent({ ...draft, leg: 'exit', sequence: '0' }, origin);
    expect(intent.clientOrderId).not.toBe(clientOrderId);
    expect(intent.clientOrderId).toBe('7af0d3023de6befc4d0ebf63f185986f');
    expect(cancelAll(intent, 'x')).toMatchObject({ kind: 'cancel', id: 'cancel-x', except: 'x', scope: 'all' });
  });
});

describe('stepStrategy', () => {
  const [bar] = barsOf([100]);
  const step = (thrown: unknown) => {
    const fail = () => {
      throw thrown;
    };
    const running = { warmup: 0, initial: null, step: fail };
    return () => bar && stepStrategy({ name: 'mine', fingerprint: '', symbols: [SYMBOL], running }, null, bar);
  };

  it.each([[new Error('no luck')], ['no luck']])(
    'Given a rule that throws %j, Then the error names strategy, symbol and bar, and keeps the cause',
    (thrown) => {
      expect(step(thrown)).toThrow(
        expect.objectContaining({
          name: 'StrategyError',
          code: 'STRATEGY',
          message: 'strategy mine on SYN/USD, bar 2026-01-05T14:30:00Z: no luck',
          cause: thrown,
        }),
      );
      expect(step(thrown)).toThrow(StrategyError);
    },
  );
});

describe('stepStrategy, of a strategy that no type checker has seen', () => {
  const [bar] = barsOf([100]);

  it.each([
    [undefined, 'received nothing from its step, expected { state, signals }'],
    [null, 'received null from its step, expected { state, signals }'],
    [[], 'received a list from its step, expected { state, signals }'],
    ['BUY', 'received a string from its step, expected { state, signals }'],
    [Promise.resolve(), 'received a promise from its step, expected { state, signals }: a step is not async'],
    [{ signals: [] }, 'received no state from its step, expected { state, signals }'],
    [{ state: 1 }, 'received nothing as signals from its step, expected a list'],
    [{ state: 1, signals: null }, 'received null as signals from its step, expected a list'],
    [{ state: 1, signals: { action: 'BUY' } }, 'received an object as signals from its step, expected a list'],
  ])('Given a step that returns %j, Then it is refused with what is expected', (returned, message) => {
    const running = { warmup: 0, initial: null, step: () => returned };
    const strategy = { name: 'mine', fingerprint: '', symbols: [SYMBOL], running };
    const step = () => bar && stepStrategy(strategy as never, null, bar);
    expect(step).toThrow(StrategyError);
    expect(step).toThrow(`strategy mine on SYN/USD, bar 2026-01-05T14:30:00Z: ${message}`);
  });
});

describe('stateFault', () => {
  const circle: { inner?: unknown } = {};
  circle.inner = circle;

  it.each([
    [{ a: Number.NaN }, 'received the state.a NaN, expected plain JSON'],
    [{ a: [1, Number.POSITIVE_INFINITY] }, 'received the state.a[1] Infinity, expected plain JSON'],
    [{ a: { b: undefined } }, 'received the state.a.b undefined, expected plain JSON'],
    [{ at: new Date(0) }, 'received the state.at a Date, expected plain JSON'],
    [new Map(), 'received the state a Map, expected plain JSON'],
    [{ a: () => 1 }, 'received the state.a a function, expected plain JSON'],
    [1n, 'received the state a bigint, expected plain JSON'],
    [circle, 'received the state.inner an object that holds itself, expected plain JSON'],
    [{ ['x'.repeat(99)]: Number.NaN }, `received the state.${'x'.repeat(50)}... NaN, expected plain JSON`],
  ])('Given %o, Then the place and the value are told', (state, fault) => {
    expect(stateFault(state)).toBe(fault);
  });

  it.each([[null], [0], ['x'], [true], [[]], [{ a: [{ b: null }], c: -0.5 }], [[circle.constructor.name]]])(
    'Given %j, Then it is sound',
    (state) => {
      expect(stateFault(state)).toBeNull();
    },
  );

  it('Given the same object twice, but not inside itself, Then it is sound', () => {
    const one = { x: 1 };
    expect(stateFault({ a: one, b: [one, one] })).toBeNull();
  });
});

describe('a replay', () => {
  it.each([
    [1, 1],
    [3, 4],
    [200, 256],
    [3000, 3072],
  ])('Given a state that is no JSON from bar %i on, Then bar %i ends it', (spoiltAt, endsAt) => {
    let seen = 0;
    const step = () => ({ state: { level: ++seen >= spoiltAt ? Number.NaN : 1 }, signals: [] });
    const running = { warmup: 0, initial: null, step };
    const strategies = [{ name: 'mine', fingerprint: '', symbols: [SYMBOL], running }];
    const replayed = new ReplayedStrategies({ strategies, symbols: [SYMBOL] });
    const run = () => {
      for (const bar of barsOf(Array.from({ length: 4000 }, () => 100))) replayed.step([bar]);
    };
    expect(run).toThrow('received the state.level NaN, expected plain JSON');
    expect(seen).toBe(endsAt);
  });
});
