import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import type { SentOrder } from '#application/ports/broker.ts';
import { aSentOrder } from '../../../support/broker-builders.ts';
import { d } from '../../../support/builders.ts';
import { ALPACA_KEYS } from '../../../support/venue/alpaca-desk.ts';
import { AlpacaServer } from '../../../support/venue/alpaca-server.ts';
import { Faults } from '../../../support/venue/faults.ts';
import { VenueCore } from '../../../support/venue/venue-core.ts';
import { startVenueServer, type VenueAnswer, type VenueServer } from '../../../support/venue/venue-server.ts';
import { someTerms } from '../../../support/venue-desk.ts';

const MISSING = { status: 404, body: { code: 40410000, message: 'endpoint not found.' } };
const LARGEST_PAGE = '3';

/** Speaks Alpaca's interface as far as an order needs it, in small pages, with or without what an order does not need. */
describe('a venue that has less than Alpaca', () => {
  let core: VenueCore;
  let server: VenueServer;
  let broker: AlpacaBroker;
  let answers: Map<string, (() => VenueAnswer) | undefined>;
  beforeEach(async () => {
    core = new VenueCore({});
    const inner = new AlpacaServer(core, { ...ALPACA_KEYS, numbers: 'text' });
    answers = new Map();
    const faults = new Faults();
    const small = {
      classify: inner.classify.bind(inner),
      errorBody: inner.errorBody.bind(inner),
      answer: (request: Parameters<typeof inner.answer>[0]) => {
        for (const name of ['page_size', 'limit'])
          if (request.url.searchParams.has(name)) request.url.searchParams.set(name, LARGEST_PAGE);
        return answers.get(request.url.pathname)?.() ?? inner.answer(request);
      },
    };
    server = await startVenueServer(small, faults);
    broker = new AlpacaBroker({ ...ALPACA_KEYS, baseUrl: server.url, sleep: async () => {}, random: () => 0 });
  });
  afterEach(() => server.close());

  const place = async (digit: string): Promise<SentOrder> => {
    const terms = someTerms({ type: 'limit', limit: 10 });
    const request = aSentOrder({ clientOrderId: digit.repeat(32), symbol: 'BTC/USD', quantity: d(50), terms });
    const outcome = await broker.placeOrder(request);
    return { ...request, brokerOrderId: outcome.kind === 'accepted' ? outcome.brokerOrderId : null };
  };
  const fill = (order: SentOrder, price: number) => {
    core.tick();
    return core.fill(order.brokerOrderId ?? '', '1', String(price));
  };
  const pricesAfter = async (cursor: string | null, orders: readonly SentOrder[]) =>
    (await broker.listFills(cursor, orders)).fills.map(({ price }) => price.toNumber());

  it('Given pages shorter than were asked for, When fills are listed, Then none is left out', async () => {
    const { cursor } = await broker.listFills(null, []);
    const order = await place('a');
    const all = Array.from({ length: 10 }, (_, index) => index + 1);
    for (const price of all) fill(order, price);
    expect(await pricesAfter(cursor, [order])).toEqual(all);
  });

  it.each([0, 1, 3, 4, 10])(
    'Given %i working orders at a venue whose pages hold three, When they are listed, Then each is there once',
    async (count) => {
      for (let index = 0; index < count; index += 1) {
        await place(String(index));
        core.tick();
      }
      const listed = (await broker.listOpenOrders()).map(({ brokerOrderId }) => brokerOrderId);
      expect(listed).toEqual(core.orders.map(({ id }) => id));
    },
  );

  it('Given more orders of one moment than a page holds, When they are listed, Then that is unreadable and none is left out silently', async () => {
    const terms = someTerms({ type: 'limit', limit: 10 });
    for (const digit of '0123') {
      const request = aSentOrder({ clientOrderId: digit.repeat(32), symbol: 'BTC/USD', quantity: d(1), terms });
      core.place({ ...request, ...terms });
    }
    await expect(broker.listOpenOrders()).rejects.toMatchObject({ code: 'UNREADABLE' });
  });

  it('Given no clock, When the account begins, Then fills from before are kept out and later ones are not', async () => {
    answers.set('/v2/clock', () => MISSING);
    fill(await place('a'), 1);
    const { cursor, fills } = await broker.listFills(null, []);
    expect(fills).toEqual([]);
    const order = await place('b');
    fill(order, 2);
    expect(await pricesAfter(cursor, [order])).toEqual([2]);
  });

  it.each([-1, 1])(
    'Given a clock that is %i years off its own fills, When an order fills, Then it is told',
    async (years) => {
      const timestamp = new Date(core.now + years * 365 * 86_400_000).toISOString();
      fill(await place('a'), 1);
      answers.set('/v2/clock', () => ({ status: 200, body: { timestamp, is_open: true } }));
      const { cursor } = await broker.listFills(null, []);
      const order = await place('b');
      fill(order, 2);
      expect(await pricesAfter(cursor, [order])).toEqual([2]);
    },
  );

  it('Given no list of assets, When the rules of a symbol are asked for, Then none are known', async () => {
    answers.set('/v2/assets/SPY', () => MISSING);
    expect(await broker.getSymbolRules('SPY')).toMatchObject({ lot: null, tick: null });
  });
});
