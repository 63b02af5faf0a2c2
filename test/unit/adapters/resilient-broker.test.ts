import { beforeEach, describe, expect, it } from 'vitest';
import type { CancelOrderOutcome, PlaceOrderOutcome } from '#application/ports/broker.ts';
import { BROKER_ERROR_CODES } from '#application/ports/broker-error.ts';
import { aSentOrder } from '../../support/broker-builders.ts';
import { d } from '../../support/builders.ts';
import { answers, brokerError, ResilienceDesk } from '../../support/resilience-desk.ts';

const BALANCE = { currency: 'USD', cash: d(1) };
const ACCEPTED: PlaceOrderOutcome = { kind: 'accepted', brokerOrderId: 'v1' };
const UNKNOWN: PlaceOrderOutcome = { kind: 'unknown', cause: 'timeout' };
const limited = (retryAfter: number | null): PlaceOrderOutcome => ({
  kind: 'not_sent',
  code: 'RATE_LIMITED',
  cause: '429',
  retryAfter,
});
const order = aSentOrder();
const requests = (calls: readonly string[]) => calls.filter((call) => !['get', 'write'].includes(call));
const writes = (calls: readonly string[]) => calls.filter((call) => call === 'write');

let desk: ResilienceDesk;
beforeEach(() => {
  desk = new ResilienceDesk();
});

describe('reads', () => {
  it('Given a healthy broker, Then the answer comes with no call of the table but the first look', async () => {
    const { broker } = desk.aFunction({ getBalance: answers(BALANCE) });
    expect(await broker.getBalance()).toEqual(BALANCE);
    expect(await broker.getBalance()).toEqual(BALANCE);
    expect(desk.takeCalls()).toEqual(['get', 'getBalance', 'getBalance']);
  });

  it.each([
    ['NETWORK', 3, 3],
    ['UNAVAILABLE', 3, 3],
    ['UNREADABLE', 3, 3],
    ['RATE_LIMITED', 3, 0],
    ['AUTH_FAILED', 1, 0],
    ['ORDER_NOT_FOUND', 1, 0],
    ['INVALID_ORDER', 1, 0],
    ['NOT_SUPPORTED', 1, 0],
  ] as const)('Given only %s, Then it is asked %i times and %i failures are counted', async (code, asked, failures) => {
    const { broker } = desk.aFunction({ getBalance: answers(brokerError(code)) });
    await expect(broker.getBalance()).rejects.toMatchObject({ name: 'BrokerError', code });
    expect(requests(desk.takeCalls())).toHaveLength(asked);
    expect((await desk.health()).circuit.failures).toBe(failures);
  });

  it('Given two failures and then an answer, Then it waited with doubling jitter, and nothing is written', async () => {
    const { broker } = desk.aFunction({ getBalance: answers(brokerError('NETWORK'), brokerError('NETWORK'), BALANCE) });
    expect(await broker.getBalance()).toEqual(BALANCE);
    expect(desk.waits).toEqual([125, 250]);
    expect(writes(desk.takeCalls())).toEqual([]);
  });

  it.each([
    [0, [125]],
    [2_000, [2_125]],
    [5_000, [5_125]],
  ])(
    'Given a venue that wants %i ms of quiet, Then it is waited for, and others hear of it at once',
    async (retryAfter, waits) => {
      const { broker } = desk.aFunction({ getBalance: answers(brokerError('RATE_LIMITED', retryAfter), BALANCE) });
      expect(await broker.getBalance()).toEqual(BALANCE);
      expect(desk.waits).toEqual(waits);
      expect((await desk.health()).circuit.failures).toBe(0);
    },
  );

  it('Given a venue that wants more than five seconds, Then it is not waited for, and nobody asks before', async () => {
    const { broker } = desk.aFunction({ getBalance: answers(brokerError('RATE_LIMITED', 5_001), BALANCE) });
    await expect(broker.getBalance()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfter: 5_001 });
    const other = desk.aFunction({ getBalance: answers(BALANCE) });
    desk.takeCalls();
    await desk.health();
    desk.now += 2;
    expect(await other.broker.getBalance()).toEqual(BALANCE);
    expect(desk.waits).toEqual([5_124]);
    expect(requests(desk.takeCalls())).toEqual(['getBalance']);
  });

  it('Given quiet for a minute, Then a read is refused with the time that is left, without asking', async () => {
    const { broker } = desk.aFunction({ getBalance: answers(brokerError('RATE_LIMITED', 60_000)) });
    await expect(broker.getBalance()).rejects.toThrow('RATE_LIMITED');
    desk.now += 10_000;
    desk.takeCalls();
    await expect(broker.getBalance()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfter: 50_000 });
    expect(requests(desk.takeCalls())).toEqual([]);
  });

  it('Given requests that time out after five seconds, Then there are two attempts at most: a function has ten', async () => {
    desk.requestTime = 5_000;
    const { broker } = desk.aFunction({ getBalance: answers(brokerError('NETWORK')) });
    await expect(broker.getBalance()).rejects.toThrow('NETWORK');
    expect(requests(desk.takeCalls())).toHaveLength(2);
  });

  it('Given an error that is no answer of a broker, Then it is thrown as it is and tells nothing', async () => {
    const { broker } = desk.aFunction({ getBalance: answers(new TypeError('a fault of ours')) });
    await expect(broker.getBalance()).rejects.toThrow(TypeError);
    expect(writes(desk.takeCalls())).toEqual([]);
  });

  it('Given every read of the port, Then each passes its arguments on and is repeated', async () => {
    const seen: unknown[] = [];
    const failing = (...args: readonly unknown[]): Promise<never> => {
      seen.push(args);
      return Promise.reject(brokerError('INVALID_ORDER'));
    };
    const reads = [
      'getOrder',
      'listOpenOrders',
      'listFills',
      'getBalance',
      'listPositions',
      'getSymbolRules',
      'getMarketClock',
    ] as const;
    const { broker } = desk.aFunction(Object.fromEntries(reads.map((name) => [name, failing])));
    await expect(broker.getOrder(order)).rejects.toThrow();
    await expect(broker.listFills('c', [order])).rejects.toThrow();
    await expect(broker.getSymbolRules('SPY')).rejects.toThrow();
    for (const name of ['listOpenOrders', 'getBalance', 'listPositions', 'getMarketClock'] as const)
      await expect(broker[name]()).rejects.toThrow();
    expect(seen).toEqual([[order], ['c', [order]], ['SPY'], [], [], [], []]);
  });
});

describe('orders', () => {
  it.each([
    [ACCEPTED, 0],
    [{ kind: 'duplicate' } as const, 0],
    [{ kind: 'rejected', code: 'INSUFFICIENT_FUNDS', cause: 'no cash' } as const, 0],
    [UNKNOWN, 1],
    [{ kind: 'not_sent', code: 'NETWORK', cause: 'refused', retryAfter: null } as const, 1],
    [{ kind: 'not_sent', code: 'AUTH_FAILED', cause: 'no keys', retryAfter: null } as const, 0],
  ])('Given %o, Then it is sent once, returned as it is, and counts as listed', async (outcome, failures) => {
    const { broker } = desk.aFunction({ placeOrder: answers(outcome), replaceOrder: answers(outcome) });
    expect(await broker.placeOrder(order)).toBe(outcome);
    expect(requests(desk.takeCalls())).toEqual(['placeOrder']);
    expect((await desk.health()).circuit.failures).toBe(failures);
    expect(await broker.replaceOrder(order, order)).toBe(outcome);
    expect(requests(desk.takeCalls())).toEqual(['replaceOrder']);
  });

  it('Given a healthy broker whose health was read with the account, Then an order costs no call of the table', async () => {
    const { broker, health } = desk.aFunction({ placeOrder: answers(ACCEPTED) });
    health.see(null);
    await broker.placeOrder(order);
    expect(desk.takeCalls()).toEqual(['placeOrder']);
  });

  it('Given a venue that wants quiet, Then the next order is not sent until then, by no function', async () => {
    const { broker } = desk.aFunction({ placeOrder: answers(limited(3_000)) });
    expect(await broker.placeOrder(order)).toEqual(limited(3_000));
    const other = desk.aFunction({ placeOrder: answers(ACCEPTED) });
    desk.now += 1_000;
    desk.takeCalls();
    expect(await other.broker.placeOrder(order)).toMatchObject({
      kind: 'not_sent',
      code: 'RATE_LIMITED',
      retryAfter: 2_000,
    });
    expect(requests(desk.takeCalls())).toEqual([]);
    desk.now += 2_000;
    expect(await other.broker.placeOrder(order)).toEqual(ACCEPTED);
  });

  it('Given a venue that wants quiet and does not say how long, Then it is a second', async () => {
    const { broker } = desk.aFunction({ placeOrder: answers(limited(null), ACCEPTED) });
    await broker.placeOrder(order);
    desk.now += 999;
    expect(await broker.placeOrder(order)).toMatchObject({ kind: 'not_sent', retryAfter: 1 });
    desk.now += 1;
    expect(await broker.placeOrder(order)).toEqual(ACCEPTED);
  });

  it.each([
    [1_000, []],
    [1_001, [`slow 1001 ${order.clientOrderId}`]],
  ])('Given a round trip of %i ms, Then what is reported is as listed', async (milliseconds, reported) => {
    desk.requestTime = milliseconds;
    await desk.aFunction({ placeOrder: answers(ACCEPTED) }).broker.placeOrder(order);
    expect(desk.reported).toEqual(reported);
  });

  it('Given a ledger that cannot be reached, Then the order goes out and its outcome is returned: the breaker is no safeguard', async () => {
    const { broker } = desk.aFunction({ placeOrder: answers(UNKNOWN) });
    desk.table.get = async () => Promise.reject(new Error('503'));
    expect(await broker.placeOrder(order)).toEqual(UNKNOWN);
    expect(desk.reported).toEqual(['lost Error: 503', 'lost Error: 503']);
  });
});

describe('cancels', () => {
  const unknown = (changes: object = {}): CancelOrderOutcome => ({ kind: 'unknown', cause: 'timeout', ...changes });

  it('Given two lost answers, Then it is asked a third time; nothing is written', async () => {
    const { broker } = desk.aFunction({ cancelOrder: answers(unknown(), unknown(), { kind: 'requested' as const }) });
    expect(await broker.cancelOrder(order)).toEqual({ kind: 'requested' });
    expect(desk.takeCalls()).toEqual(['cancelOrder', 'cancelOrder', 'cancelOrder', 'get']);
  });

  it('Given no answer at all, Then it is unknown after three, and three failures are written at once', async () => {
    const { broker } = desk.aFunction({ cancelOrder: answers(unknown()) });
    expect(await broker.cancelOrder(order)).toEqual(unknown());
    expect(writes(desk.takeCalls())).toHaveLength(1);
    expect((await desk.health()).circuit.failures).toBe(3);
  });

  it('Given a cancel that is told to slow down, Then it waits as long, counts no failure, and everybody is quiet', async () => {
    const slow = unknown({ code: 'RATE_LIMITED', retryAfter: 700 });
    const { broker } = desk.aFunction({ cancelOrder: answers(slow) });
    await broker.cancelOrder(order);
    expect(desk.waits).toEqual([825, 825]);
    expect(await desk.health()).toMatchObject({ circuit: { failures: 0 }, blockedUntil: desk.now + 700 });
  });

  it('Given an order that is not there, Then that is an answer', async () => {
    const { broker } = desk.aFunction({ cancelOrder: answers({ kind: 'not_found' as const }) });
    expect(await broker.cancelOrder(order)).toEqual({ kind: 'not_found' });
  });
});

describe('every code of the port', () => {
  it('Given each, Then a read throws it, and an order is never sent twice', async () => {
    for (const code of BROKER_ERROR_CODES) {
      const one = new ResilienceDesk();
      const outcome = { kind: 'not_sent', code, cause: code, retryAfter: null } as const;
      const { broker } = one.aFunction({ getBalance: answers(brokerError(code)), placeOrder: answers(outcome) });
      expect(await broker.placeOrder(order)).toBe(outcome);
      expect(requests(one.takeCalls())).toEqual(['placeOrder']);
      await expect(broker.getBalance()).rejects.toMatchObject({ code });
    }
  });
});
