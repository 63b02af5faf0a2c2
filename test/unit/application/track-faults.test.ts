import { describe, expect, it } from 'vitest';
import { ResilientBroker } from '#adapters/resilience/resilient-broker.ts';
import { SharedReadBudget } from '#adapters/resilience/shared-read-budget.ts';
import { canonicalText } from '#adapters/table/canonical-text.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { ReadBudget } from '#application/ports/read-budget.ts';
import type { TrackOrdersOutcome } from '#application/tracking/track-orders.ts';
import type { BrokerHealth } from '#domain/brokers/broker-health.ts';
import { HEALTHY } from '#domain/brokers/broker-health.ts';
import { rateLimitOf } from '#domain/brokers/token-bucket.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { anExit, anIntent, barsOf, d } from '../../support/builders.ts';
import { Crash } from '../../support/faulty.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';
import { answers, brokerError } from '../../support/resilience-desk.ts';

const SYMBOLS = ['A/USD', 'B/USD', 'C/USD'];
const idOf = (symbol: string) => symbol.charAt(0).toLowerCase().repeat(32);
const BARS = SYMBOLS.flatMap((symbol) => barsOf([100, 101], symbol));

/** A working order on each symbol. */
async function aDesk(bars = BARS): Promise<PaperDesk> {
  const desk = new PaperDesk(aPlan({ symbols: SYMBOLS }), bars);
  await desk.start();
  for (const symbol of SYMBOLS) await place(desk, symbol);
  return desk;
}

function place(desk: PaperDesk, symbol: string) {
  const [referenceTime, signalTime, expiresAt] = [desk.now, desk.now, desk.now + MINUTE];
  return desk.place(
    anIntent({
      sessionId: desk.sessionId,
      symbol,
      clientOrderId: idOf(symbol),
      quantity: d(1),
      referenceTime,
      signalTime,
      expiresAt,
    }),
  );
}

/** The desk's broker with some calls changed. */
function change(desk: PaperDesk, changes: Partial<Broker>): void {
  const { broker } = desk;
  desk.broker = new Proxy(broker, {
    get: (target, name) => (name in changes ? Reflect.get(changes, name) : Reflect.get(target, name)),
  });
}

/** `getOrder` of the venue, but for one symbol. */
function failFor(desk: PaperDesk, symbol: string, error: Error): string[] {
  const { broker } = desk;
  const asked: string[] = [];
  change(desk, {
    getOrder: async (order) => {
      asked.push(order.symbol);
      if (order.symbol === symbol) throw error;
      return broker.getOrder(order);
    },
  });
  return asked;
}

function tracked(outcome: TrackOrdersOutcome): Extract<TrackOrdersOutcome, { kind: 'tracked' }> {
  if (outcome.kind !== 'tracked') throw new Error(`received ${outcome.kind}: ${outcome.reason}, expected tracked`);
  return outcome;
}

async function statesOf(desk: PaperDesk): Promise<(string | undefined)[]> {
  const orders = await Promise.all(SYMBOLS.map((symbol) => desk.ledger.readOrder(idOf(symbol))));
  return orders.map((order) => order?.state);
}

describe('trackOrders with a broker that fails', () => {
  it('Given one order that cannot be asked, Then the others are followed, and the outcome names it', async () => {
    const desk = await aDesk([]);
    const asked = failFor(desk, 'B/USD', brokerError('UNAVAILABLE'));
    const { unasked, fillsFault, unknown } = tracked(await desk.track());
    expect(asked).toEqual(SYMBOLS);
    expect(unasked).toMatchObject([
      { order: { intent: { symbol: 'B/USD' } }, code: 'UNAVAILABLE', reason: 'UNAVAILABLE' },
    ]);
    expect([fillsFault, unknown]).toEqual([null, []]);
  });

  it('Given an order that fails by a fault of ours, Then the others are followed and the fault is thrown at the end', async () => {
    const desk = await aDesk([]);
    const asked = failFor(desk, 'A/USD', new TypeError('a fault of ours'));
    await expect(desk.track()).rejects.toThrow(TypeError);
    expect(asked).toEqual(SYMBOLS);
    change(desk, { getOrder: answers(new TypeError('another')) });
    await expect(desk.track()).rejects.toThrow('TypeError: another; TypeError: another; TypeError: another');
  });

  it('Given fills that cannot be listed, Then the orders are asked for all the same, and the fills come with the next tick', async () => {
    const desk = await aDesk();
    const { broker } = desk;
    change(desk, { listFills: answers(brokerError('NETWORK')) });
    const { fills, fillsFault, unasked } = tracked(await desk.track());
    expect([fills, unasked]).toEqual([[], []]);
    expect(fillsFault).toEqual({ code: 'NETWORK', reason: 'NETWORK' });
    expect(await statesOf(desk)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
    desk.broker = broker;
    expect(tracked(await desk.track()).fills).toHaveLength(3);
    expect(await statesOf(desk)).toEqual(['FILLED', 'FILLED', 'FILLED']);
  });

  it('Given orders that cannot be asked, Then the fills are in and their cursor has moved', async () => {
    const desk = await aDesk();
    change(desk, { getOrder: answers(brokerError('NETWORK')) });
    const { fills, unasked } = tracked(await desk.track());
    expect([fills.length, unasked]).toEqual([3, []]);
    expect((await desk.ledger.readAccount())?.account.fillCursor).toBe('000000000003');
  });

  it('Given a stopping session and fills that cannot be listed, Then it is not stopped over what nobody has seen', async () => {
    const desk = new PaperDesk(aPlan(), []);
    await desk.start();
    await place(desk, 'SYN/USD');
    await desk.stop();
    await desk.broker.cancelOrder({ ...(await sentOf(desk)), brokerOrderId: null });
    const { broker } = desk;
    change(desk, { listFills: answers(brokerError('NETWORK')) });
    await desk.track();
    expect(await desk.ledger.readSession(desk.sessionId)).toMatchObject({ status: 'STOPPING' });
    desk.broker = broker;
    await desk.track();
    expect(await desk.ledger.readSession(desk.sessionId)).toMatchObject({ status: 'STOPPED' });
  });

  async function sentOf(desk: PaperDesk) {
    const order = await desk.ledger.readOrder(idOf('SYN/USD'));
    if (order === null) throw new Error('the order is not there');
    return { ...order.intent, sentAt: order.createdAt };
  }

  /** An order whose POST was lost, and a mode that forbids another. */
  async function aDeskWithLostPost(): Promise<PaperDesk> {
    const desk = new PaperDesk(aPlan(), []);
    await desk.start();
    desk.points.arm(4);
    await expect(place(desk, 'SYN/USD')).rejects.toThrow(Crash);
    desk.points.arm(null);
    await desk.ledger.kill();
    desk.now += MINUTE;
    return desk;
  }

  it.each(['NETWORK', 'UNAVAILABLE', 'UNREADABLE', 'RATE_LIMITED', 'AUTH_FAILED', 'ORDER_NOT_FOUND'] as const)(
    'Given a lost POST and look-ups that fail with %s for an hour, Then no absence is counted and nothing is released',
    async (code) => {
      const desk = await aDeskWithLostPost();
      change(desk, { getOrder: answers(brokerError(code)) });
      for (let tick = 0; tick < 60; tick++) {
        expect(tracked(await desk.track()).unasked).toMatchObject([{ code }]);
        desk.now += MINUTE;
      }
      expect(await desk.ledger.readOrder(idOf('SYN/USD'))).toMatchObject({ state: 'SUBMITTED', absentLookups: 0 });
      expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('100');
    },
  );

  it('Given a lost POST and fills that cannot be listed, Then its absence proves nothing: it may have been filled', async () => {
    const desk = await aDeskWithLostPost();
    const { broker } = desk;
    change(desk, { listFills: answers(brokerError('NETWORK')) });
    for (let tick = 0; tick < 5; tick++) {
      expect(tracked(await desk.track()).unasked).toMatchObject([{ code: 'NETWORK' }]);
      desk.now += MINUTE;
    }
    expect(await desk.ledger.readOrder(idOf('SYN/USD'))).toMatchObject({
      state: 'SUBMITTED',
      absentLookups: 0,
      attempt: 1,
    });
    const { clientOrderId, symbol, side, quantity, terms } = anIntent({
      clientOrderId: idOf('SYN/USD'),
      quantity: d(1),
    });
    await desk.venue.placeOrder({ clientOrderId, symbol, side, quantity, terms });
    await desk.track();
    expect(await desk.ledger.readOrder(idOf('SYN/USD'))).toMatchObject({ state: 'ACCEPTED' });
    desk.broker = broker;
    expect(tracked(await desk.track()).unasked).toEqual([]);
  });
});

describe('trackOrders within a budget', () => {
  it('Given a venue that is not to be asked, Then the tick is deferred and says why, without a request', async () => {
    const desk = await aDesk([]);
    const reason = 'the venue asked for quiet';
    desk.readBudget = { take: async () => ({ kind: 'wait', until: desk.now, reason }) };
    change(desk, { listFills: answers(new Error('not to be asked')), getOrder: answers(new Error('not to be asked')) });
    expect(await desk.track()).toEqual({ kind: 'deferred', reason });
  });

  it('Given calls for two orders of three, Then each tick leaves another one out, and says so', async () => {
    const desk = await aDesk([]);
    const planned: number[] = [];
    const twoOrders: ReadBudget = {
      take: async (calls) => {
        planned.push(calls);
        return { kind: 'granted', calls: 3 };
      },
    };
    desk.readBudget = twoOrders;
    const left: string[] = [];
    for (let tick = 0; tick < 3; tick++) {
      const { unasked } = tracked(await desk.track());
      expect(unasked).toMatchObject([{ code: 'RATE_LIMITED' }]);
      left.push(...unasked.map(({ order }) => order.intent.symbol));
      desk.now += MINUTE;
    }
    expect(left.sort()).toEqual(SYMBOLS);
    expect(planned).toEqual([4, 4, 4]);
  });

  it('Given a call for one order, Then the one whose fate is open goes first', async () => {
    const desk = await aDesk([]);
    desk.points.arm(4);
    await expect(
      desk.place(
        anIntent({ sessionId: desk.sessionId, symbol: 'D/USD', clientOrderId: idOf('D/USD'), quantity: d(1) }),
      ),
    ).rejects.toThrow(Crash);
    desk.points.arm(null);
    desk.now += 30_000;
    desk.readBudget = { take: async () => ({ kind: 'granted', calls: 2 }) };
    const { unasked } = tracked(await desk.track());
    expect(unasked.map(({ order }) => order.intent.symbol).sort()).toEqual(SYMBOLS);
    expect(await desk.ledger.readOrder(idOf('D/USD'))).toMatchObject({ state: 'ACCEPTED' });
  });
});

/** The desk behind the real thing: its simulated venue as if it were somebody else's. */
function behindBreaker(desk: PaperDesk): void {
  const { clock, health } = desk;
  const reports = { onAnswer: () => {}, onSlowOrder: () => {}, onCircuit: () => {}, onHealthLost: () => {} };
  const tools = { sleep: async () => {}, random: () => 0.5, timer: () => desk.now };
  desk.broker = new ResilientBroker(desk.broker, { health, clock, reports, ...tools });
  desk.readBudget = new SharedReadBudget({ health, clock, limit: rateLimitOf(200) });
}

async function setHealth(desk: PaperDesk, changes: Partial<BrokerHealth>): Promise<void> {
  await desk.health.update(() => ({ ...HEALTHY, ...changes }));
}

describe('the use cases behind the circuit', () => {
  async function rulesAgainst(desk: PaperDesk, symbol: string): Promise<string[]> {
    const outcome = await place(desk, symbol);
    return outcome.kind === 'denied' ? outcome.violations.map(({ rule }) => rule) : [];
  }

  const openSince = (since: number) => ({ circuit: { state: 'OPEN', failures: 5, since } as const });

  it('Given a healthy broker, When an order is placed and tracked, Then the breaker adds no call of the table', async () => {
    const desk = new PaperDesk(aPlan(), []);
    await desk.start();
    behindBreaker(desk);
    desk.points.arm(null);
    await place(desk, 'SYN/USD');
    expect(desk.points.calls).toEqual(['query', 'transact', 'placeOrder', 'write']);
    desk.points.arm(null);
    await desk.track();
    expect(desk.points.calls).toEqual(['query', 'queryOpenOrders', 'getMany', 'listFills', 'getOrder']);
  });

  it('Given an open circuit, Then an entry is denied, an exit is authorised and not sent, and a minute later it goes out once', async () => {
    const desk = await aDesk();
    await desk.track();
    behindBreaker(desk);
    await setHealth(desk, openSince(desk.now));
    expect(await rulesAgainst(desk, 'D/USD')).toEqual(['stale_account', 'broker_circuit_open']);
    const exit = anExit({ sessionId: desk.sessionId, symbol: 'A/USD', clientOrderId: 'f'.repeat(32), quantity: d(1) });
    desk.points.arm(null);
    expect(await desk.place(exit)).toMatchObject({
      kind: 'not_sent',
      order: { state: 'SUBMITTED', attemptedAt: null },
    });
    expect(desk.points.calls).not.toContain('placeOrder');
    expect(await desk.track()).toMatchObject({ kind: 'deferred' });
    desk.now += MINUTE;
    await desk.track();
    expect(await desk.ledger.readOrder(exit.clientOrderId)).toMatchObject({ state: 'ACCEPTED', attempt: 2 });
    expect((await desk.ledger.readAccount())?.broker?.circuit.state).toBe('CLOSED');
    expect(await rulesAgainst(desk, 'E/USD')).toEqual(['stale_account']);
  });

  it('Given a broker that fails all the time, When it is tracked each minute, Then the circuit opens and a tick costs one request', async () => {
    const desk = await aDesk([]);
    const { broker } = desk;
    const asked: string[] = [];
    const dead = (name: string) => (): Promise<never> => {
      asked.push(name);
      return Promise.reject(brokerError('UNAVAILABLE'));
    };
    change(desk, { listFills: dead('fills'), getOrder: dead('order') });
    behindBreaker(desk);
    const { fillsFault, unasked } = tracked(await desk.track());
    expect([fillsFault?.code, unasked.length]).toEqual(['UNAVAILABLE', 3]);
    expect(asked.splice(0)).toEqual(['fills', 'fills', 'fills', 'order', 'order', 'order']);
    for (let tick = 1; tick <= 3; tick++) {
      expect(await desk.track()).toMatchObject({ kind: 'deferred' });
      desk.now += MINUTE;
      await desk.track();
      expect(asked.splice(0)).toEqual(['fills']);
    }
    desk.broker = broker;
    behindBreaker(desk);
    desk.now += MINUTE;
    expect(tracked(await desk.track())).toMatchObject({ unasked: [], fillsFault: null });
  });

  it('Given a crash at every point of a tick that finds the broker failing, When the tick comes again in better times, Then the ledger is the undisturbed one', async () => {
    const run = async (point: number | null) => {
      const desk = await aDesk();
      const { broker } = desk;
      change(desk, { getOrder: answers(brokerError('UNAVAILABLE')), listFills: answers(brokerError('UNAVAILABLE')) });
      behindBreaker(desk);
      desk.points.arm(point);
      await desk.track().catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
      const calls = desk.points.calls.length;
      desk.points.arm(null);
      desk.broker = broker;
      desk.readBudget = undefined;
      await desk.track();
      const items = desk.table.dump().filter(({ sk }) => sk !== 'BROKER');
      return { calls, text: canonicalText(items) };
    };
    const undisturbed = await run(null);
    expect(undisturbed.calls).toBeGreaterThanOrEqual(5);
    for (let point = 0; point < undisturbed.calls * 2; point++)
      expect((await run(point)).text, `point ${point}`).toBe(undisturbed.text);
  });
});
