import { describe, expect, it } from 'vitest';
import type { FillPage } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { aBroker, aSentOrder } from '../../support/broker-builders.ts';
import { d, SYMBOL } from '../../support/builders.ts';
import { type FaultRates, FaultyBroker } from '../../support/faulty-broker.ts';
import { MARKET_TERMS } from '../../support/venue-desk.ts';

const PAGE: FillPage = { fills: [], cursor: '000000000007' };

/** A venue that notes what reaches it and takes every id once. */
function aVenue() {
  const seen: string[] = [];
  const broker = aBroker({
    placeOrder: async ({ clientOrderId }) => {
      const isNew = !seen.includes(clientOrderId);
      seen.push(clientOrderId);
      return isNew ? { kind: 'accepted', brokerOrderId: `sim-${clientOrderId}` } : { kind: 'duplicate' };
    },
    cancelOrder: async ({ clientOrderId }) => {
      seen.push(`cancel ${clientOrderId}`);
      return { kind: 'requested' };
    },
    getOrder: async ({ clientOrderId, symbol, side, quantity }) => ({
      brokerOrderId: 'x',
      clientOrderId,
      symbol,
      side,
      quantity,
      status: 'working',
      filledQuantity: d(0),
      cause: null,
    }),
    listFills: async () => PAGE,
    getBalance: async () => ({ currency: 'USD', cash: d(1) }),
  });
  return { broker, seen };
}

function order(clientOrderId: string) {
  return { clientOrderId, symbol: SYMBOL, side: 'buy', quantity: d(1), terms: MARKET_TERMS } as const;
}

describe('FaultyBroker', () => {
  const sends: [keyof FaultRates, string, string[]][] = [
    ['lostRequest', 'unknown', []],
    ['lostAnswer', 'unknown', ['a']],
    ['doubled', 'duplicate', ['a', 'a']],
  ];

  it.each(sends)(
    'Given only %s, When an order is placed, Then the answer is %s and the venue saw %j',
    async (fault, kind, expected) => {
      const { broker, seen } = aVenue();
      const faulty = new FaultyBroker(broker, 1, { [fault]: 1 });
      expect((await faulty.placeOrder(order('a'))).kind).toBe(kind);
      expect(seen).toEqual(expected);
    },
  );

  it('Given lost answers, When an order is cancelled, Then the venue cancels and the outcome is unknown', async () => {
    const { broker, seen } = aVenue();
    expect(
      await new FaultyBroker(broker, 1, { lostAnswer: 1 }).cancelOrder(aSentOrder({ clientOrderId: 'a' })),
    ).toEqual({
      kind: 'unknown',
      cause: 'FAULT_LOST_ANSWER',
    });
    expect(seen).toEqual(['cancel a']);
  });

  it('Given an unreachable venue, Then every read throws a BrokerError, and writes still go through', async () => {
    const faulty = new FaultyBroker(aVenue().broker, 1, { unreachable: 1 });
    await expect(faulty.listFills(null, [])).rejects.toBeInstanceOf(BrokerError);
    await expect(faulty.getOrder(aSentOrder({ clientOrderId: 'a' }))).rejects.toBeInstanceOf(BrokerError);
    await expect(faulty.getBalance()).rejects.toBeInstanceOf(BrokerError);
    expect((await faulty.placeOrder(order('a'))).kind).toBe('accepted');
  });

  it('Given late answers, Then the first two show nothing and the third is the truth, for each order and cursor', async () => {
    const faulty = new FaultyBroker(aVenue().broker, 1, { late: 1 });
    const lists: FillPage[] = [];
    for (let ask = 0; ask < 3; ask++) lists.push(await faulty.listFills(null, []));
    expect(lists).toEqual([{ fills: [], cursor: null }, { fills: [], cursor: null }, PAGE]);
    expect(await faulty.listFills('000000000003', [])).toEqual({ fills: [], cursor: '000000000003' });
    const known: boolean[] = [];
    for (let ask = 0; ask < 3; ask++) known.push((await faulty.getOrder(aSentOrder({ clientOrderId: 'a' }))) !== null);
    expect(known).toEqual([false, false, true]);
  });

  it('Given no rates, Then it is the venue itself', async () => {
    const { broker, seen } = aVenue();
    const faulty = new FaultyBroker(broker, 1, {});
    for (let number = 0; number < 50; number++) {
      expect((await faulty.placeOrder(order(`o${number}`))).kind).toBe('accepted');
      expect(await faulty.listFills(null, [])).toBe(PAGE);
    }
    expect(seen).toHaveLength(50);
  });

  it('Given one seed, Then the same calls meet the same faults; given another one, others; and about as many as the rates say', async () => {
    const outcomes = async (seed: number): Promise<string> => {
      const faulty = new FaultyBroker(aVenue().broker, seed, { lostRequest: 0.2, lostAnswer: 0.2, doubled: 0.1 });
      const kinds: string[] = [];
      for (let number = 0; number < 400; number++) kinds.push((await faulty.placeOrder(order(`o${number}`))).kind);
      return kinds.join();
    };
    const [first, again, other] = [await outcomes(1), await outcomes(1), await outcomes(2)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    const share = (kind: string) => first.split(',').filter((one) => one === kind).length / 400;
    expect(share('unknown')).toBeGreaterThan(0.33);
    expect(share('unknown')).toBeLessThan(0.47);
    expect(share('duplicate')).toBeGreaterThan(0.05);
  });
});
