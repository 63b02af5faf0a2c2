import { beforeEach, describe, expect, it } from 'vitest';
import type { Broker } from '#application/ports/broker.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { aSentOrder } from '../../support/broker-builders.ts';
import { d, T0 } from '../../support/builders.ts';
import { Crash } from '../../support/faulty.ts';
import { answers, brokerError, ResilienceDesk } from '../../support/resilience-desk.ts';

const BALANCE = { currency: 'USD', cash: d(1) };
const order = aSentOrder();
const DOWN: Partial<Broker> = {
  getBalance: answers(brokerError('UNAVAILABLE')),
  placeOrder: answers({ kind: 'unknown', cause: 'timeout' }),
  cancelOrder: answers({ kind: 'unknown', cause: 'timeout' }),
};
const UP: Partial<Broker> = {
  getBalance: answers(BALANCE),
  placeOrder: answers({ kind: 'accepted', brokerOrderId: 'v1' }),
  cancelOrder: answers({ kind: 'requested' }),
};
const requests = (calls: readonly string[]) => calls.filter((call) => !['get', 'write'].includes(call));

let desk: ResilienceDesk;

/** Two reads of three attempts each, by two functions. */
async function openCircuit(): Promise<void> {
  for (let n = 0; n < 2; n++) await expect(desk.aFunction(DOWN).broker.getBalance()).rejects.toThrow('UNAVAILABLE');
  desk.takeCalls();
}

beforeEach(() => {
  desk = new ResilienceDesk();
});

describe('the circuit of a broker', () => {
  it('Given five orders of unknown outcome, by five functions at once, Then it opens once, for all', async () => {
    const functions = [1, 2, 3, 4, 5].map(() => desk.aFunction(DOWN));
    await Promise.all(functions.map(({ broker }) => broker.placeOrder(order)));
    expect((await desk.health()).circuit).toMatchObject({ state: 'OPEN', failures: 5 });
    expect(desk.reported).toEqual(['CLOSED → OPEN']);
  });

  it('Given an open one, Then reads are refused and orders not sent, without a request, and cancels are tried', async () => {
    await openCircuit();
    const { broker } = desk.aFunction(UP);
    const { since } = (await desk.health()).circuit;
    const retryAfter = since + MINUTE - desk.now;
    await expect(broker.getBalance()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter });
    const refusal = { kind: 'not_sent', code: 'UNAVAILABLE', retryAfter };
    expect(await broker.placeOrder(order)).toMatchObject(refusal);
    expect(await broker.replaceOrder(order, order)).toMatchObject(refusal);
    expect(requests(desk.takeCalls())).toEqual([]);
    expect(await desk.aFunction(DOWN).broker.cancelOrder(order)).toMatchObject({ kind: 'unknown' });
    expect(desk.takeCalls()).toEqual(['cancelOrder', 'cancelOrder', 'cancelOrder', 'get']);
    expect((await desk.health()).circuit.since).toBe(since);
  });

  it('Given a cancel that is answered while it is open, Then that is proof enough: it closes', async () => {
    await openCircuit();
    await desk.aFunction(UP).broker.cancelOrder(order);
    expect((await desk.health()).circuit).toMatchObject({ state: 'CLOSED', failures: 0 });
    expect(desk.reported.at(-1)).toBe('OPEN → CLOSED');
  });

  it('Given its time is over and five functions at once, Then one asks, the others are refused, and its answer closes it', async () => {
    await openCircuit();
    desk.now += MINUTE;
    const functions = [1, 2, 3, 4, 5].map(() => desk.aFunction(UP));
    const asked = await Promise.allSettled(functions.map(({ broker }) => broker.getBalance()));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(requests(desk.takeCalls())).toEqual(['getBalance']);
    expect((await desk.health()).circuit.state).toBe('CLOSED');
    expect(desk.reported).toEqual(['CLOSED → OPEN', 'OPEN → HALF_OPEN', 'HALF_OPEN → CLOSED']);
    expect(await desk.aFunction(UP).broker.getBalance()).toEqual(BALANCE);
  });

  it('Given a probe that fails, Then it is one request, and the circuit is open for another minute', async () => {
    await openCircuit();
    desk.now += MINUTE;
    await expect(desk.aFunction(DOWN).broker.getBalance()).rejects.toThrow('UNAVAILABLE');
    expect(requests(desk.takeCalls())).toEqual(['getBalance']);
    expect((await desk.health()).circuit).toMatchObject({ state: 'OPEN', since: desk.now });
    await expect(desk.aFunction(UP).broker.getBalance()).rejects.toThrow('the next probe is at');
  });

  it('Given an order as the probe, Then it is sent once and closes the circuit', async () => {
    await openCircuit();
    desk.now += MINUTE;
    expect(await desk.aFunction(UP).broker.placeOrder(order)).toMatchObject({ kind: 'accepted' });
    expect((await desk.health()).circuit.state).toBe('CLOSED');
  });

  it('Given a function that dies at any point of its probe, Then a minute later at the latest another one finds the broker well', async () => {
    await openCircuit();
    desk.now += MINUTE;
    desk.points.arm(null);
    await desk.aFunction(UP).broker.getBalance();
    const points = desk.points.calls.length * 2;
    expect(points).toBe(8);
    for (let point = 0; point < points; point++) {
      desk = new ResilienceDesk();
      await openCircuit();
      desk.now += MINUTE;
      desk.points.arm(point);
      await desk
        .aFunction(UP)
        .broker.getBalance()
        .catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
      desk.points.arm(null);
      desk.now += MINUTE;
      expect(await desk.aFunction(UP).broker.getBalance(), `point ${point}`).toEqual(BALANCE);
      expect((await desk.health()).circuit.state, `point ${point}`).toBe('CLOSED');
    }
  });

  it('Given an answer to a call from before it opened, Then it stays open', async () => {
    const slow = desk.aFunction({
      getBalance: async () => {
        await openCircuit();
        return BALANCE;
      },
    });
    desk.now = T0;
    expect(await slow.broker.getBalance()).toEqual(BALANCE);
    expect((await desk.health()).circuit.state).toBe('OPEN');
  });

  it('Given four failures and then an answer that a function with an old look gets, Then they are forgotten', async () => {
    await desk
      .aFunction(DOWN)
      .broker.getBalance()
      .catch(() => {});
    await desk.aFunction(DOWN).broker.placeOrder(order);
    expect((await desk.health()).circuit.failures).toBe(4);
    await desk.aFunction(UP).broker.getBalance();
    expect((await desk.health()).circuit).toMatchObject({ state: 'CLOSED', failures: 0 });
  });

  it('Given a probe that cannot be claimed, because the table is away, Then the call goes on', async () => {
    await openCircuit();
    desk.now += MINUTE;
    desk.table.write = async () => Promise.reject(new Error('500'));
    expect(await desk.aFunction(UP).broker.getBalance()).toEqual(BALANCE);
  });
});
