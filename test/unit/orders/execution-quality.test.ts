import { describe, expect, it } from 'vitest';
import { dataAge } from '#application/reads/data-age.ts';
import { fillRate, fillSlippage, orderTiming } from '#domain/orders/execution-quality.ts';
import { acknowledgeOrder, createOrder, fillOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { killSwitchHolds } from '#domain/risk/kill-self-test.ts';
import { tradingMode } from '#domain/risk/rules/state/trading-mode.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import { aFill, anAccount, anIntent, d, T0 } from '../../support/builders.ts';

const created = createOrder(anIntent({ signalTime: T0 }), T0 + 1_000);
const placed = acknowledgeOrder(submitOrder(created, 'request', T0 + 1_500), 'venue-1', T0 + 1_900);
const fill = aFill({ price: d(101), quantity: d(10), explanation: null });

describe('what an order cost in time and price', () => {
  it('Given an order on its way, Then each part of the way is told in seconds, and what has not come is not', () => {
    expect(orderTiming(created)).toEqual({ queue: null, broker: null, total: null, fill: null });
    expect(orderTiming(placed)).toEqual({ queue: 1.5, broker: 0.4, total: 1.9, fill: null });
    expect(orderTiming(fillOrder(placed, fill, T0 + 4_900)).fill).toBe(3);
  });

  it('Given clocks that differ, Then no part takes less than no time', () => {
    const late = { ...placed, intent: { ...placed.intent, signalTime: T0 + DAY } };
    expect(orderTiming(late)).toMatchObject({ queue: 0, total: 0 });
  });

  it.each([
    ['a market order, bought dearer', 'buy', { type: 'market' }, 100],
    ['a market order, sold dearer', 'sell', { type: 'market' }, -100],
    ['a stop', 'sell', { type: 'stop', stopPrice: d(102) }, 98.039],
    ['a limit order', 'buy', { type: 'limit', limitPrice: d(101) }, null],
  ] as const)(
    'Given %s, and a venue that explains nothing, Then the slippage is against what was to be had',
    (_, side, terms, bps) => {
      const order = createOrder(anIntent({ side, terms: orderTerms(terms), referencePrice: d(100) }), T0);
      const slippage = fillSlippage({ ...fill, side }, order);
      if (bps === null) expect(slippage).toBeNull();
      else expect(slippage).toBeCloseTo(bps, 2);
    },
  );

  it('Given a fill of nobody, or of no quantity, Then there is no slippage', () => {
    expect(fillSlippage(fill, null)).toBeNull();
    expect(fillSlippage({ ...fill, quantity: d(0) }, created)).toBeNull();
  });

  it('Given part of an order, Then the rate is that part; protection has none', () => {
    expect(fillRate({ ...placed, filledQuantity: d('2.5') })).toBe(0.25);
    expect(fillRate({ ...placed, filledQuantity: d(11) })).toBe(1);
    expect(fillRate({ ...placed, intent: { ...placed.intent, purpose: 'protection' } })).toBeNull();
  });
});

describe('the self-test of the kill switch', () => {
  it('Given any account, also one that trades or that a reconciliation has halted, Then a kill would refuse its orders', () => {
    expect(killSwitchHolds(null)).toBe(true);
    expect(killSwitchHolds(anAccount())).toBe(true);
    expect(killSwitchHolds(anAccount({ mode: 'HALTED', modeCause: 'reconciliation' }))).toBe(true);
  });

  it.each(['entry', 'strategy_exit', 'protection'] as const)(
    'Given a gate that lets through %s of an account that was killed, Then the test has failed',
    (purpose) => {
      const gate: typeof tradingMode = (input) => (input.intent.purpose === purpose ? null : tradingMode(input));
      expect(killSwitchHolds(anAccount(), gate)).toBe(false);
    },
  );

  it('Given a gate that refuses for another reason alone, Then the test has failed', () => {
    const gate: typeof tradingMode = (input) => tradingMode({ ...input, account: anAccount({ mode: 'REDUCE_ONLY' }) });
    expect(killSwitchHolds(anAccount(), gate)).toBe(false);
  });
});

describe('the age of the data', () => {
  const session = { status: 'RUNNING', startedAt: T0 } as never;
  const account = anAccount({ markedAt: T0 + MINUTE });
  const ageOf = (now: number, plan: { symbols: readonly string[]; timeframe: number }, changes = {}) =>
    dataAge({ account, session, ...changes }, plan, now);
  const crypto = { symbols: ['SYN/USD'], timeframe: MINUTE };
  const shares = { symbols: ['SPY'], timeframe: MINUTE };

  it('Given a running session, Then it is the time since its last bar, or since its start', () => {
    expect(ageOf(T0 + 4 * MINUTE, crypto)).toBe(180);
    expect(ageOf(T0 + 4 * MINUTE, crypto, { account: anAccount({ markedAt: 0 }) })).toBe(240);
    expect(ageOf(T0 + 4 * MINUTE, crypto, { session: null })).toBeNull();
  });

  it('Given equities, Then nothing is waited for at night, and in the morning the night does not count', () => {
    const opens = T0 + DAY;
    expect(ageOf(T0 + 4 * MINUTE, shares)).toBe(180);
    expect(ageOf(T0 + 12 * 60 * MINUTE, shares)).toBeNull();
    expect(ageOf(opens + 2 * MINUTE, shares)).toBe(120);
    expect(ageOf(opens + 2 * MINUTE, { ...shares, timeframe: DAY })).toBe(DAY / 1_000 + 60);
  });
});
