import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalText } from '#adapters/table/canonical-text.ts';
import type { Broker, VenueFill, VenueOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { requestCancel } from '#domain/orders/order-lifecycle.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { anIntent, d, SYMBOL, T0 } from '../../support/builders.ts';
import { unlessDead } from '../../support/faulty.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

const ID = anIntent().clientOrderId;

/** Overrides what the venue answers; all else is as it was. */
function answering(broker: Broker, answers: Partial<Broker>): Broker {
  return new Proxy(broker, {
    get: (target, name) => {
      const member: unknown = Reflect.get(answers, name) ?? Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

const WORKING: VenueOrder = {
  brokerOrderId: 'v1',
  clientOrderId: ID,
  symbol: SYMBOL,
  side: 'buy',
  quantity: d(10),
  status: 'working',
  filledQuantity: d(0),
  cause: null,
};

const FILL: VenueFill = {
  id: 'x1',
  sequence: '000000000009',
  clientOrderId: ID,
  symbol: SYMBOL,
  side: 'buy',
  quantity: d(10),
  price: d(100),
  fee: d(1),
  baseFee: d(0),
  otherFees: [],
  time: T0,
  explanation: null,
};

const NOTHING: Partial<Broker> = {
  getOrder: async () => null,
  listOpenOrders: async () => [],
  listFills: async () => ({ fills: [], cursor: null }),
};

/** An order that the venue has acknowledged. */
async function aDeskWithOrder(): Promise<PaperDesk> {
  const desk = new PaperDesk(aPlan(), []);
  await desk.start();
  await desk.place(anIntent({ sessionId: desk.sessionId }));
  return desk;
}

/** The same, and the venue knows nothing of it any more, as after the reset of a paper account. */
async function aDeskThatWasForgotten(): Promise<PaperDesk> {
  const desk = await aDeskWithOrder();
  desk.broker = answering(desk.broker, NOTHING);
  return desk;
}

async function trackTimes(desk: PaperDesk, ticks: number): Promise<void> {
  for (let tick = 0; tick < ticks; tick += 1) {
    await desk.track();
    desk.now += 60 * SECOND;
  }
}

async function orderOf(desk: PaperDesk) {
  return desk.ledger.readOrder(ID);
}

describe('an order that the venue has acknowledged and does not know any more', () => {
  let desk: PaperDesk;
  beforeEach(async () => {
    desk = await aDeskThatWasForgotten();
  });

  it('Given three answers over two minutes, Then it is over and what it held is released; until then nothing is', async () => {
    for (let tick = 0; tick < 2; tick += 1) {
      const outcome = await desk.track();
      expect(outcome).toMatchObject({ unknown: [{ intent: { clientOrderId: ID } }] });
      desk.now += 60 * SECOND;
      expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', outcomeUnknown: true, absentLookups: tick + 1 });
      expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('1000');
    }
    expect(await desk.track()).toMatchObject({ unknown: [], resolved: [ID] });
    expect(await orderOf(desk)).toMatchObject({ state: 'EXPIRED', cause: 'GONE_AT_VENUE', outcomeUnknown: false });
    const view = await desk.ledger.readAccount();
    expect([view?.account.reserved.toFixed(), view?.positions.get(SYMBOL)?.lock]).toEqual(['0', null]);
    const kinds = (await desk.ledger.listRiskEvents()).map(({ kind, severity }) => `${kind} ${severity}`);
    expect(kinds.sort()).toEqual(['OrderAbsentAtVenue critical', 'OrderVanished critical']);
  });

  it('Given somebody wanted it cancelled, Then it is CANCELLED, and its session stops', async () => {
    const order = await orderOf(desk);
    if (order === null) throw new Error('the order is not in the ledger');
    await desk.ledger.commitOrder(order, requestCancel(order, desk.now));
    await desk.stop();
    expect((await desk.ledger.readSession(desk.sessionId))?.status).toBe('STOPPING');
    await trackTimes(desk, 3);
    expect(await orderOf(desk)).toMatchObject({ state: 'CANCELLED', cause: 'GONE_AT_VENUE' });
    expect((await desk.ledger.readSession(desk.sessionId))?.status).toBe('STOPPED');
  });

  it('Given many answers within half a minute, Then they count as one', async () => {
    for (let tick = 0; tick < 5; tick += 1) {
      await desk.track();
      desk.now += 5 * SECOND;
    }
    expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', absentLookups: 1 });
  });

  it('Given the venue shows it after two answers, Then it works again and the count begins anew', async () => {
    await trackTimes(desk, 2);
    const forgetful = desk.broker;
    desk.broker = answering(desk.broker, { getOrder: async () => WORKING });
    await trackTimes(desk, 1);
    expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', outcomeUnknown: false, absentLookups: 0 });
    desk.broker = forgetful;
    await trackTimes(desk, 2);
    expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', absentLookups: 2 });
  });

  it('Given it is in the list of what works, though no look-up finds it, Then it is not over', async () => {
    desk.broker = answering(desk.broker, { listOpenOrders: async () => [WORKING] });
    await trackTimes(desk, 3);
    expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', outcomeUnknown: false, absentLookups: 0 });
  });

  it.each([
    ['look-up', 'getOrder'],
    ['list of fills', 'listFills'],
  ] as const)('Given a %s without an answer, Then no absence is counted', async (_, question) => {
    const failing = async () => {
      throw new BrokerError('UNAVAILABLE', '503');
    };
    desk.broker = answering(desk.broker, { [question]: failing });
    await trackTimes(desk, 4);
    expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', absentLookups: 0 });
  });

  it('Given a list of what works without an answer, Then it stays unknown until there is one', async () => {
    const silent = answering(desk.broker, {
      listOpenOrders: async () => {
        throw new BrokerError('UNAVAILABLE', '503');
      },
    });
    const answered = desk.broker;
    desk.broker = silent;
    await trackTimes(desk, 4);
    expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', absentLookups: 2 });
    desk.broker = answered;
    await trackTimes(desk, 1);
    expect(await orderOf(desk)).toMatchObject({ state: 'EXPIRED' });
  });

  it('Given its answer was lost and only a part of it was ever filled, Then three absences end it, too', async () => {
    const order = await orderOf(desk);
    if (order === null) throw new Error('the order is not in the ledger');
    const lost = { ...order, state: 'SUBMITTED', brokerOrderId: null, version: order.version + 1 } as const;
    await desk.ledger.commitOrder(order, lost);
    await applyVenueFill(desk, { ...FILL, quantity: d(4) });
    expect(await orderOf(desk)).toMatchObject({ state: 'PARTIAL_FILL', brokerOrderId: null });
    await trackTimes(desk, 3);
    expect(await orderOf(desk)).toMatchObject({ state: 'EXPIRED', cause: 'GONE_AT_VENUE' });
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('0');
  });

  describe('whose answer was lost, and whose id the venue refuses as taken', () => {
    let posts: number;
    beforeEach(async () => {
      const order = await orderOf(desk);
      if (order === null) throw new Error('the order is not in the ledger');
      const lost = { ...order, state: 'SUBMITTED', brokerOrderId: null, version: order.version + 1 } as const;
      await desk.ledger.commitOrder(order, lost);
      posts = 0;
      const placeOrder = async () => {
        posts += 1;
        return { kind: 'duplicate' } as const;
      };
      desk.broker = answering(desk.broker, { placeOrder });
      desk.now += 60 * SECOND;
    });

    it('Then it is sent once more, the refusal proves that the venue has had it, and three absences end it', async () => {
      await trackTimes(desk, 1);
      expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', brokerOrderId: null, outcomeUnknown: true });
      await trackTimes(desk, 2);
      expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', outcomeUnknown: true, absentLookups: 2 });
      await trackTimes(desk, 1);
      expect(await orderOf(desk)).toMatchObject({ state: 'EXPIRED', cause: 'GONE_AT_VENUE', outcomeUnknown: false });
      expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('0');
      expect(posts).toBe(1);
    });

    it('Given its message comes again, Then it is not sent again', async () => {
      await trackTimes(desk, 1);
      await desk.place(anIntent({ sessionId: desk.sessionId }));
      expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', outcomeUnknown: true, attempt: 2 });
      expect(posts).toBe(1);
    });

    it('Given the venue shows it later, Then it is known by its id and works', async () => {
      await trackTimes(desk, 2);
      desk.broker = answering(desk.broker, { getOrder: async () => WORKING });
      await trackTimes(desk, 1);
      expect(await orderOf(desk)).toMatchObject({ state: 'ACCEPTED', brokerOrderId: 'v1', outcomeUnknown: false });
    });
  });

  it('Given the venue fills it after all, Then the fill counts', async () => {
    await trackTimes(desk, 3);
    await applyVenueFill(desk, FILL);
    expect(await orderOf(desk)).toMatchObject({ state: 'FILLED' });
    expect((await desk.ledger.readAccount())?.positions.get(SYMBOL)?.quantity.toFixed()).toBe('10');
  });

  it('Given a crash at every point of a tick, When the ticks go on, Then the end is the undisturbed one', async () => {
    const end = async (tickOfCrash: number, point: number | null) => {
      const each = await aDeskWithOrder();
      each.broker = each.points.watch(answering(each.broker, NOTHING));
      let calls = 0;
      let died = false;
      for (let tick = 0; tick < 3; tick += 1) {
        each.points.arm(tick === tickOfCrash ? point : null);
        const isCut = (await unlessDead(each.track())) === null;
        died ||= isCut;
        if (tick === tickOfCrash) calls = each.points.calls.length;
        each.points.arm(null);
        if (isCut) await each.track();
        each.now += 60 * SECOND;
      }
      return { calls, died, text: canonicalText(each.table.dump()) };
    };
    for (const tick of [0, 2]) {
      const undisturbed = await end(tick, null);
      expect(undisturbed.calls).toBeGreaterThanOrEqual(4);
      for (let point = 0; point < undisturbed.calls * 2; point += 1) {
        const { died, text } = await end(tick, point);
        expect({ tick, point, died, text }).toEqual({ tick, point, died: true, text: undisturbed.text });
      }
    }
  });
});
