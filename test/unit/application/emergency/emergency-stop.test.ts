import { describe, expect, it } from 'vitest';
import { resetStop } from '#application/emergency/reset-stop.ts';
import { resumeStops } from '#application/emergency/resume-stops.ts';
import { placeByHand } from '#application/operator/place-by-hand.ts';
import type { Broker } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';
import { NOTHING_ATTACHED } from '#domain/orders/order-intent.ts';
import { MARKET, orderTerms } from '#domain/orders/order-terms.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { createPrng } from '#domain/simulation/prng.ts';
import { barsOf, d, SYMBOL } from '../../../support/builders.ts';
import { aDeskAfter, aScript, BUY, held, working } from '../../../support/exit-desk.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { aPlan, type PaperDesk } from '../../../support/paper-desk.ts';

const OTHER = 'BBB/USD';

/** Holds 47 of one symbol with a protective stop, and a limit order by hand waits on another. */
async function aBusyDesk(): Promise<PaperDesk> {
  const symbols = [SYMBOL, OTHER];
  const { sizing } = aPlan();
  const plan = aScript([BUY], { symbols, sizing: { ...sizing, positionSizePct: d('0.47') } });
  const [desk] = await aDeskAfter(4, plan);
  desk.marketData = { ...desk.marketData, getLatestPrice: async () => ({ price: d(100), time: desk.now }) };
  const order = {
    symbol: OTHER,
    side: 'buy',
    quantity: d(10),
    terms: limitAt(90),
    attached: NOTHING_ATTACHED,
  } as const;
  await placeByHand(desk.operator, { ...order, idempotencyKey: 'one' });
  await desk.consume();
  expect((await working(desk)).sort()).toEqual(['buy 10 manual', 'sell 47 protection']);
  return desk;
}

const limitAt = (price: number) => orderTerms({ type: 'limit', limitPrice: d(price) });

/** Lets the workflow go to its end, on a clock that it turns. */
async function finish(desk: PaperDesk, id: string, most = 200): Promise<EmergencyStop> {
  for (let step = 0; step < most; step += 1) {
    const outcome = await desk.advance(id);
    if (outcome.kind === 'done') return stored(desk, id);
    desk.now += Math.max(outcome.seconds, 1) * SECOND;
  }
  throw new Error(`not done after ${most} steps`);
}

async function stored(desk: PaperDesk, id: string): Promise<EmergencyStop> {
  const stop = await desk.ledger.readStop(id);
  if (stop === null) throw new Error(`there is no stop ${id}`);
  return stop;
}

async function accountOf(desk: PaperDesk) {
  const account = (await desk.ledger.readAccount())?.account;
  if (account === undefined) throw new Error('there is no account');
  return account;
}

/** The broker with some of its methods replaced. */
function withMethods(venue: Broker, methods: Partial<Broker>): Broker {
  return new Proxy(venue, {
    get: (target, name) => {
      const value = Reflect.get(name in methods ? methods : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const unavailable = async (): Promise<never> => {
  throw new BrokerError('UNAVAILABLE', 'down');
};

describe('an emergency stop', () => {
  it('Given its call, Then the kill is in before anything else, and the workflow is started once for a key', async () => {
    const desk = await aBusyDesk();
    const stop = await desk.emergencyStop();
    expect(await accountOf(desk)).toMatchObject({ mode: 'HALTED', haltEpoch: 1 });
    const again = await desk.emergencyStop();
    expect([again.id, again.requestedAt]).toEqual([stop.id, stop.requestedAt]);
    expect(new Set(desk.workflows).size).toBe(1);
    desk.now += 60 * SECOND;
    await desk.emergencyStop();
    expect(new Set(desk.workflows).size).toBe(2);
    expect(desk.workflows.every((name) => name.startsWith(stop.id))).toBe(true);
    const order = { symbol: OTHER, side: 'buy', quantity: d(1), terms: MARKET, attached: NOTHING_ATTACHED } as const;
    const refused = await placeByHand(desk.operator, { ...order, idempotencyKey: 'late' });
    expect(refused).toMatchObject({
      kind: 'denied',
      violations: expect.arrayContaining([{ rule: 'kill_switch', limit: 'NORMAL', value: 'HALTED', unit: 'mode' }]),
    });
  });

  it('Given orders and a protected position, Then orders go, protection stays, and the session ends as an emergency', async () => {
    const desk = await aBusyDesk();
    const { id, requestedAt } = await desk.emergencyStop();
    const stop = await finish(desk, id);
    expect(await working(desk)).toEqual(['sell 47 protection']);
    expect(stop).toMatchObject({ phase: 'done', troubles: [], unprotected: [] });
    expect(stop.orders.map(({ symbol, evidence }) => [symbol, evidence])).toEqual([[OTHER, 'cancelled']]);
    expect((stop.cancelledAt ?? 0) - requestedAt).toBeGreaterThanOrEqual(10 * SECOND);
    const session = await desk.ledger.readSession(desk.sessionId);
    expect([session?.status, session?.stopReason]).toEqual(['STOPPED', 'emergency']);
    const { events } = await desk.records();
    expect(events.map(({ kind }) => kind)).toContain('EmergencyStopCompleted');
  });

  it('Given the key of a stop that is over, Then it is another stop, which cancels what was placed since', async () => {
    const desk = await aBusyDesk();
    const first = await finish(desk, (await desk.emergencyStop()).id);
    await resetStop(desk, { reason: 'go on', requestedBy: 'tester', force: false });
    const order = { clientOrderId: 'since', symbol: OTHER, side: 'buy', quantity: d(1), terms: limitAt(80) } as const;
    await desk.venue.placeOrder(order);
    const again = await desk.emergencyStop();
    expect([again.id === first.id, again.phase]).toEqual([false, 'cancelling']);
    expect((await desk.emergencyStop()).id).not.toBe(first.id);
    await finish(desk, again.id);
    expect((await desk.venue.listOpenOrders()).map(({ side }) => side)).toEqual(['sell']);
    expect(await stored(desk, first.id)).toEqual(first);
  });

  it('Given a workflow that has died, or was never started, Then the monitor starts it: of one begun when nobody has gone on for a minute', async () => {
    const desk = await aBusyDesk();
    const { id } = await desk.emergencyStop();
    const { workflows } = desk;
    const resume = async () =>
      resumeStops({ ...desk, workflows: { start: async (name) => void workflows.push(name) } }, await accountOf(desk));
    expect(await resume()).toEqual([id]);
    expect(new Set(workflows).size).toBe(1);
    await desk.advance(id);
    desk.now += 60 * SECOND;
    expect(await resume()).toEqual([]);
    desk.now += SECOND;
    expect(await resume()).toEqual([id]);
    expect(new Set(workflows).size).toBe(2);
    await finish(desk, id);
    desk.now += 600 * SECOND;
    expect(await resume()).toEqual([]);
  });

  it('Given cancelAll, Then protection goes, too, and the report names the position', async () => {
    const desk = await aBusyDesk();
    const { id } = await desk.emergencyStop({ cancelAll: true });
    const stop = await finish(desk, id);
    expect(await working(desk)).toEqual([]);
    expect(stop.unprotected.map(({ symbol, quantity }) => [symbol, quantity.toFixed()])).toEqual([[SYMBOL, '47']]);
  });

  it('Given flatten, Then the position is left, by ledger and broker', async () => {
    const desk = await aBusyDesk();
    const { id } = await desk.emergencyStop({ flatten: true });
    const stop = await finish(desk, id);
    expect([await held(desk), await working(desk), stop.unprotected]).toEqual(['0', [], []]);
    expect(await desk.broker.listPositions()).toEqual([]);
    expect(await accountOf(desk)).toMatchObject({ mode: 'HALTED' });
    const { fills } = await desk.records();
    expect(fills.at(-1)?.reason).toBe('emergency_exit');
  });

  it('Given orders at the broker that are not ours, Then they go, too, and are named', async () => {
    const desk = await aBusyDesk();
    const request = {
      clientOrderId: 'strange',
      symbol: OTHER,
      side: 'buy',
      quantity: d(1),
      terms: limitAt(80),
    } as const;
    await desk.venue.placeOrder(request);
    const { id } = await desk.emergencyStop();
    const stop = await finish(desk, id);
    expect(stop.orders.map(({ evidence }) => evidence).sort()).toEqual(['cancelled', 'not ours, cancelled']);
    expect((await desk.venue.listOpenOrders()).map(({ side }) => side)).toEqual(['sell']);
  });

  it('Given a broker that does not answer at first, Then it is asked until it does, and the report tells of it', async () => {
    const desk = await aBusyDesk();
    const venue = desk.broker;
    desk.broker = withMethods(venue, { listOpenOrders: unavailable, getOrder: unavailable, listFills: unavailable });
    const { id } = await desk.emergencyStop();
    for (let step = 0; step < 10; step += 1) {
      expect(await desk.advance(id)).toMatchObject({ kind: 'wait' });
      desk.now += 2 * SECOND;
    }
    desk.broker = venue;
    const stop = await finish(desk, id);
    expect(stop.orders.map(({ evidence }) => evidence)).toEqual(['cancelled']);
    expect(stop.troubles).toEqual(expect.arrayContaining(['open orders: down', 'fills: down']));
  });

  it('Given a broker that never answers, Then it gives up after five minutes, and three more of reconciling, and says what is not verified', async () => {
    const desk = await aBusyDesk();
    desk.broker = withMethods(desk.broker, { listOpenOrders: unavailable, getOrder: unavailable });
    const { id, requestedAt } = await desk.emergencyStop();
    const stop = await finish(desk, id);
    expect(stop.cancelledAt).toBeNull();
    expect((stop.finishedAt ?? 0) - requestedAt).toBeLessThan(9 * 60 * SECOND);
    expect(stop.troubles).toContain('orders: not verified at the broker within five minutes');
    expect(stop.orders.map(({ evidence }) => evidence)).toEqual(['unverified']);
    expect(stop.reconciliation).toMatchObject({ outcome: 'unanswered', drifts: [] });
    expect(stop.troubles.join()).toContain('nothing can be concluded: open orders: down');
  });

  it('Given a workflow that comes minutes late, Then its time begins with its first look', async () => {
    const desk = await aBusyDesk();
    const { id, requestedAt } = await desk.emergencyStop();
    desk.now += 6 * 60 * SECOND;
    const stop = await finish(desk, id);
    expect(stop.troubles).toEqual([]);
    expect((stop.cancelledAt ?? 0) - requestedAt).toBeGreaterThanOrEqual(370 * SECOND);
  });

  it.each([
    ['without', { flatten: false }],
    ['with', { flatten: true }],
  ])(
    'Given a crash at every sixth point %s flattening, When the workflow goes on, Then the end is the undisturbed one',
    async (_, changes) => {
      const endOf = async (point: number | null) => {
        const desk = await aBusyDesk();
        const { id } = await desk.emergencyStop(changes);
        desk.points.arm(point);
        let died = false;
        for (let step = 0; step < 60; step += 1) {
          const outcome = await unlessDead(desk.advance(id));
          died ||= outcome === null;
          if (outcome?.kind === 'done') break;
          desk.now += 2 * SECOND;
        }
        const calls = desk.points.calls.length;
        const stop = await stored(desk, id);
        const end = [
          stop.phase,
          await held(desk),
          ...(await working(desk)),
          ...stop.orders.map(({ evidence }) => evidence).sort(),
          stop.reconciliation?.outcome,
          stop.snapshot?.equity.toFixed(),
          ...(await desk.ledger.listReconciliations(0)).map(({ trigger }) => trigger),
        ];
        const { fills } = await desk.records();
        return { calls, died, end: [...end, fills.length] };
      };
      const undisturbed = await endOf(null);
      for (let point = 0; point < undisturbed.calls * 2; point += 6) {
        const { died, end } = await endOf(point);
        expect({ point, died, end }).toEqual({ point, died: true, end: undisturbed.end });
      }
    },
    60_000,
  );
});

describe('50 orders on 10 symbols, at a broker that drops a fifth of the calls and takes 200 a minute', () => {
  const symbols = Array.from({ length: 10 }, (_, n) => `S${n}/USD`);

  async function aCrowdedDesk(): Promise<PaperDesk> {
    const bars = symbols.flatMap((symbol) => barsOf([100, 100, 100], symbol));
    const [desk] = await aDeskAfter(0, aScript([], { symbols }, symbols));
    desk.marketData = {
      getBars: async (symbol) => bars.filter((bar) => bar.symbol === symbol),
      getLatestPrice: async () => ({ price: d(100), time: desk.now }),
    };
    for (const [n, symbol] of symbols.entries()) {
      const order = { symbol, side: 'buy', quantity: d(1), terms: limitAt(50), attached: NOTHING_ATTACHED } as const;
      await placeByHand(desk.operator, { ...order, idempotencyKey: `own ${n}` });
      for (let other = 0; other < 4; other += 1)
        await desk.venue.placeOrder({ ...order, clientOrderId: `strange ${n} ${other}` });
    }
    await desk.consume();
    expect(await desk.venue.listOpenOrders()).toHaveLength(50);
    return desk;
  }

  /** Each call takes 80 to 400 ms; a fifth are lost, before or after the venue has acted; over 200 a minute are refused. */
  function rough(desk: PaperDesk, seed: number): Broker {
    const random = createPrng(seed);
    const calls: number[] = [];
    const venue = desk.broker;
    const send = async <Answer>(
      act: () => Promise<Answer>,
      lost: (retryAfter: number | null) => Answer,
    ): Promise<Answer> => {
      desk.now += 80 + Math.floor(random() * 320);
      while ((calls[0] ?? desk.now) < desk.now - 60 * SECOND) calls.shift();
      if (calls.length >= 200) return lost(1_000);
      calls.push(desk.now);
      const draw = random();
      if (draw < 0.1) return lost(null);
      const answer = await act();
      return draw < 0.2 ? lost(null) : answer;
    };
    const refuse = (retryAfter: number | null): never => {
      throw new BrokerError(retryAfter === null ? 'NETWORK' : 'RATE_LIMITED', 'lost', { retryAfter });
    };
    return withMethods(venue, {
      listOpenOrders: () => send(() => venue.listOpenOrders(), refuse),
      getOrder: (order) => send(() => venue.getOrder(order), refuse),
      listFills: (cursor, orders) => send(() => venue.listFills(cursor, orders), refuse),
      cancelOrder: (order) =>
        send(
          () => venue.cancelOrder(order),
          (retryAfter) => ({ kind: 'unknown', cause: 'lost', retryAfter }),
        ),
    });
  }

  it('Given 100 seeds, Then all are gone within a minute at the 99th percentile, and the report has every order', async () => {
    const seconds: number[] = [];
    for (let seed = 0; seed < 100; seed += 1) {
      const desk = await aCrowdedDesk();
      desk.broker = rough(desk, seed);
      const { id, requestedAt } = await desk.emergencyStop();
      const stop = await finish(desk, id);
      expect([seed, await desk.venue.listOpenOrders()]).toEqual([seed, []]);
      expect(stop.orders.filter(({ evidence }) => evidence === 'cancelled')).toHaveLength(10);
      expect(stop.orders).toHaveLength(50);
      seconds.push(((stop.cancelledAt ?? Number.POSITIVE_INFINITY) - requestedAt) / SECOND);
    }
    seconds.sort((a, b) => a - b);
    expect(seconds[98]).toBeLessThan(60);
  }, 120_000);
});

describe('the reset of a stop', () => {
  const request = { reason: 'looked at it', requestedBy: 'tester', force: false };

  it('Given a stop under way, or working orders, Then it is refused; by force it is done, and both are written down', async () => {
    const desk = await aBusyDesk();
    const { id } = await desk.emergencyStop();
    expect(await resetStop(desk, request)).toMatchObject({ kind: 'conflict', reason: expect.stringContaining(id) });
    expect(await resetStop(desk, { ...request, force: true })).toEqual({ kind: 'reset' });
    expect((await accountOf(desk)).mode).toBe('NORMAL');
    const events = await desk.ledger.listRiskEvents();
    expect(events.find(({ kind }) => kind === 'EmergencyStopReset')?.detail).toMatchObject({
      requestedBy: 'tester',
      inSpiteOf: expect.stringContaining(id),
    });
  });

  it('Given a stop that is done, Then it is reset, and the stop stays as it was reported', async () => {
    const desk = await aBusyDesk();
    const { id } = await desk.emergencyStop();
    const before = await finish(desk, id);
    expect(await resetStop(desk, request)).toEqual({ kind: 'reset' });
    expect(await stored(desk, id)).toEqual(before);
    expect(await resetStop(desk, request)).toMatchObject({ kind: 'conflict' });
  });

  it('Given a reset while a stop is under way, Then the stop ends and says so, and flattens nothing', async () => {
    const desk = await aBusyDesk();
    const { id } = await desk.emergencyStop({ flatten: true });
    await resetStop(desk, { ...request, force: true });
    const stop = await finish(desk, id);
    expect(stop.troubles).toEqual(['the account was reset before the stop was over']);
    expect(await held(desk)).toBe('47');
  });
});
