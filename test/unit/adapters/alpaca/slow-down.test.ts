import { afterEach, describe, expect, it } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { aSentOrder } from '../../../support/broker-builders.ts';
import { ALPACA_KEYS } from '../../../support/venue/alpaca-desk.ts';
import { Faults } from '../../../support/venue/faults.ts';
import { startVenueServer, type VenueServer } from '../../../support/venue/venue-server.ts';

describe('an Alpaca that gives no answer', () => {
  let server: VenueServer;
  afterEach(() => server.close());

  /** A server that says the same to everything. */
  async function aBrokerAt(status: number, attempts?: number): Promise<AlpacaBroker> {
    const body = { message: 'no' };
    const headers = status === 429 ? { 'retry-after': '7' } : {};
    const answer = () => ({ status, body, headers });
    server = await startVenueServer({ classify: () => 'other', answer, errorBody: () => body }, new Faults());
    const wire = { ...ALPACA_KEYS, baseUrl: server.url, sleep: async () => {}, random: () => 0 };
    return new AlpacaBroker({ ...wire, ...(attempts === undefined ? {} : { attempts }) });
  }

  it.each([
    [undefined, 3],
    [1, 1],
  ])('Given %s as the attempts, When a read fails, Then it was asked %i times', async (attempts, requests) => {
    const broker = await aBrokerAt(503, attempts);
    await expect(broker.getBalance()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(server.requests).toHaveLength(requests);
  });

  it.each([
    ['by the id of the venue', 'v1'],
    ['that must be looked up first', null],
  ])(
    'Given 429 for a cancel %s, Then it is unknown because of the limit, and says how long to wait',
    async (_, brokerOrderId) => {
      const broker = await aBrokerAt(429, 1);
      const outcome = await broker.cancelOrder(aSentOrder({ symbol: 'SPY', brokerOrderId }));
      expect(outcome).toMatchObject({ kind: 'unknown', code: 'RATE_LIMITED', retryAfter: 7_000 });
    },
  );

  it('Given 503 for a cancel, Then it is unknown for no reason that excuses the way', async () => {
    const outcome = await (await aBrokerAt(503, 1)).cancelOrder(aSentOrder({ brokerOrderId: 'v1' }));
    expect(outcome).toEqual({ kind: 'unknown', cause: '503 {"message":"no"}' });
  });
});
