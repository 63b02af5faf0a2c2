import { describe, expect, it } from 'vitest';
import { openAccount } from '#domain/accounts/account-accounting.ts';
import { AccountValuation } from '#domain/accounts/account-valuation.ts';
import { clientOrderIdOf, sessionIdOf } from '#domain/orders/client-order-id.ts';
import { readableOrderName } from '#domain/orders/readable-order-name.ts';
import { newSession } from '#domain/sessions/new-session.ts';
import { SESSION_STATUSES, type Session, type SessionStatus } from '#domain/sessions/session.ts';
import { moveSession } from '#domain/sessions/session-transitions.ts';
import { Decimal, floorToStep, toMoney, toPlain } from '#domain/shared/decimal.ts';
import { fixedText } from '#domain/shared/fixed.ts';
import { toIso } from '#domain/shared/instant.ts';
import { anIntent, aPosition, d, SESSION, SYMBOL, T0 } from '../../support/builders.ts';

const IDENTITY = {
  environment: 'paper',
  account: 'main',
  sessionId: SESSION,
  strategy: 'sma',
  symbol: SYMBOL,
  signalTime: T0,
  leg: 'entry',
  sequence: '0',
};

describe('client order ids', () => {
  it('Given the same intent, Then the id is the same 32 hex digits in every build', () => {
    expect(clientOrderIdOf(IDENTITY)).toMatch(/^[0-9a-f]{32}$/);
    expect(clientOrderIdOf({ ...IDENTITY })).toBe(clientOrderIdOf(IDENTITY));
    expect(clientOrderIdOf(IDENTITY)).toBe('cd55de7d70c45045b27129c32c60b740');
  });

  it.each([
    ['environment', 'prod'],
    ['account', 'other'],
    ['sessionId', 'f'.repeat(32)],
    ['strategy', 'rsi'],
    ['symbol', 'BTC/USD'],
    ['signalTime', T0 + 1],
    ['leg', 'exit'],
    ['sequence', '1'],
  ])('Given another %s, Then the id is another', (field, value) => {
    expect(clientOrderIdOf({ ...IDENTITY, [field]: value })).not.toBe(clientOrderIdOf(IDENTITY));
  });

  it('Given parts that hold the separator, Then they do not run together', () => {
    expect(sessionIdOf('a|b', 'c', 'd')).not.toBe(sessionIdOf('a', 'b|c', 'd'));
    expect(sessionIdOf('a|b', 'c', 'd')).not.toBe(sessionIdOf('a\\b', 'c', 'd'));
    expect(sessionIdOf('a', 'b', 'c')).toBe('8d5239c6255f3348352a4effe7fcc45f');
  });

  it('Given an intent, Then people can read its name', () => {
    expect(readableOrderName(anIntent())).toBe(`SYN/USD_buy_10_100_2026-01-05T14:30:00Z_${'a'.repeat(32)}`);
  });
});

describe('decimals', () => {
  it('Given amounts, Then they are plain, exact to 34 digits and half-even at the money scale', () => {
    expect(toPlain(d('4e-5'))).toBe('0.00004');
    expect(toPlain(d('-0'))).toBe('0');
    expect(toPlain(d('1e30'))).toBe(`1${'0'.repeat(30)}`);
    expect(new Decimal(1).div(3).precision()).toBe(34);
    expect(toMoney(d('0.0000000000000000005')).toFixed()).toBe('0');
    expect(toMoney(d('0.0000000000000000015')).toFixed()).toBe('0.000000000000000002');
    expect(floorToStep(d('1.239'), d('0.01')).toFixed()).toBe('1.23');
  });

  it('Given whole and broken seconds, Then ISO text is as short as it is exact', () => {
    expect([toIso(T0), toIso(T0 + 1)]).toEqual(['2026-01-05T14:30:00Z', '2026-01-05T14:30:00.001Z']);
  });
});

describe('AccountValuation', () => {
  const close = (valuation: AccountValuation, index: number) =>
    valuation.close(T0 + index * 60_000, T0 + (index + 1) * 60_000);

  it('Given a position, When marked up and then down, Then peak stays and drawdown is from the peak', () => {
    const position = aPosition({ quantity: d(10), cost: d(1000) });
    const start = { ...openAccount('main', 'USD', d(2000)), cash: d(1000) };
    const valuation = new AccountValuation(start, [position], SYMBOL);
    valuation.price(SYMBOL, 200);
    const up = close(valuation, 0);
    valuation.price(SYMBOL, '50');
    const down = close(valuation, 1);
    expect([up.barTime, ...[up.equity, up.unrealizedPnl, up.drawdown].map(fixedText)]).toEqual([
      T0,
      '3000',
      '1000',
      '0',
    ]);
    const account = valuation.marked(start);
    expect([account.peak, account.maxDrawdown, account.equity].map(String)).toEqual(['3000', '0.5', '1500']);
    expect([fixedText(down.drawdown), account.markedAt]).toEqual(['0.5', T0 + 120_000]);
  });

  it('Given the first bar of a new UTC day, Then the day begins with the equity of the last mark', () => {
    const start = { ...openAccount('main', 'USD', d(900)), day: '2026-01-04', equity: d(950), dayStartEquity: d(1000) };
    const valuation = new AccountValuation(start, [], SYMBOL);
    close(valuation, 0);
    const account = valuation.marked(start);
    expect([account.day, account.dayStartEquity.toFixed()]).toEqual(['2026-01-05', '950']);
  });

  it('Given a position that was never marked, Then it counts at its cost', () => {
    const position = aPosition({ quantity: d(10), cost: d(1000) });
    const snapshot = close(new AccountValuation(openAccount('main', 'USD', d(0)), [position], null), 0);
    expect([fixedText(snapshot.equity), snapshot.positionQuantity]).toEqual(['1000', null]);
  });
});

describe('sessions', () => {
  const MOVES: Readonly<Record<SessionStatus, string>> = {
    STOPPED: 'STARTING',
    STARTING: 'RUNNING STOPPING ERROR',
    RUNNING: 'PAUSED STOPPING ERROR',
    PAUSED: 'RUNNING STOPPING ERROR',
    STOPPING: 'STOPPED ERROR',
    ERROR: 'STOPPED',
  };
  const session = (status: SessionStatus): Session => ({
    ...newSession({
      id: SESSION,
      account: 'main',
      environment: 'paper',
      strategies: [],
      symbols: [],
      startedAt: T0,
      endsAt: null,
      steps: null,
      config: '{}',
      configHash: '',
    }),
    status,
  });

  it('Given any two statuses, Then only the moves of the table are made, the others refused with what was expected', () => {
    for (const from of SESSION_STATUSES) {
      for (const to of SESSION_STATUSES) {
        const moved = moveSession(session(from), to, T0, 'test');
        expect(moved.kind, `${from} to ${to}`).toBe(MOVES[from].split(' ').includes(to) ? 'moved' : 'refused');
        if (moved.kind === 'refused')
          expect(moved.reason).toContain(`is ${from}: it can move to ${MOVES[from].split(' ').join(' or ')}`);
      }
    }
  });
});
