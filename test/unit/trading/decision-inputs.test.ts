import { describe, expect, it } from 'vitest';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import { cancelAll, EXIT_RULES, makeIntent } from '#domain/trading/intent-factory.ts';
import { riskInputOf } from '#domain/trading/judge-commands.ts';
import { StrategyError } from '#domain/trading/raise-signals.ts';
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
