import { binance, binanceusdm, bitbank, bitfinex, bybit, hyperliquid, kraken, poloniex } from 'ccxt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CcxtBroker } from '#adapters/ccxt/ccxt-broker.ts';
import type { CcxtExchangeClass } from '#adapters/ccxt/ccxt-exchange.ts';
import { createCcxtExchange } from '#adapters/ccxt/create-exchange.ts';
import { CONSERVATIVE_FACTS } from '#adapters/ccxt/exchange-facts.ts';
import { factsOf } from '#adapters/ccxt/known-exchanges.ts';
import type { PlaceOrderRequest, SentOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { d, T0 } from '../../../support/builders.ts';
import { BinanceFront, type BinanceFrontOptions } from '../../../support/venue/binance-server.ts';
import { type CcxtDesk, CREDENTIALS, ccxtDesk } from '../../../support/venue/ccxt-desk.ts';
import type { FaultName } from '../../../support/venue/faults.ts';
import { Faults, lasting } from '../../../support/venue/faults.ts';
import type { VenueOptions } from '../../../support/venue/venue-core.ts';
import { startVenueServer } from '../../../support/venue/venue-server.ts';
import { someTerms } from '../../../support/venue-desk.ts';

const SYMBOL = 'BTC/USDT';
const ID = 'c0de'.repeat(8);
const LIMIT = someTerms({ type: 'limit', limit: 100 });

function aRequest(changes: Partial<PlaceOrderRequest> = {}): PlaceOrderRequest {
  return { clientOrderId: ID, symbol: SYMBOL, side: 'buy', quantity: d(1), terms: LIMIT, ...changes };
}
const sent = (brokerOrderId: string | null = null): SentOrder => ({ ...aRequest(), brokerOrderId, sentAt: T0 });

describe('CcxtBroker', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(closers.splice(0).map((close) => close()));
  });

  async function open(front: Partial<BinanceFrontOptions> = {}, venue: VenueOptions = {}): Promise<CcxtDesk> {
    const desk = await ccxtDesk({
      exchangeId: 'binance',
      exchangeClass: binance,
      symbol: SYMBOL,
      currency: 'USDT',
      venue,
      frontEnd: (core) => new BinanceFront({ venue: core, symbol: SYMBOL, ...CREDENTIALS, ...front }),
    });
    closers.push(desk.close);
    return desk;
  }

  it('Given markets that have been read, When an order is placed, Then its POST is the only request', async () => {
    const { broker, server } = await open();
    await broker.open();
    const before = server.requests.length;
    expect(server.requests).toEqual([`GET /api/v3/exchangeInfo?symbols=${encodeURIComponent('["BTCUSDT"]')}`]);
    expect((await broker.placeOrder(aRequest())).kind).toBe('accepted');
    expect(server.requests.slice(before)).toEqual(['POST /api/v3/order']);
  });

  it('Given a timer for each symbol, and one that cannot be set, Then the others are, and the fault is told', async () => {
    const desk = await ccxtDesk({
      exchangeId: 'binanceusdm',
      exchangeClass: binanceusdm,
      symbol: SYMBOL,
      symbols: ['GONE/USDT', SYMBOL],
      currency: 'USDT',
      frontEnd: (core) => new BinanceFront({ venue: core, symbol: SYMBOL, wire: 'futures', ...CREDENTIALS }),
    });
    closers.push(desk.close);
    await desk.broker.placeOrder(aRequest());
    await expect(desk.broker.cancelAllAfter(180_000)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    desk.venue.pass(180_000);
    expect(desk.venue.orders.map(({ status }) => status)).toEqual(['cancelled']);
  });

  it('Given markets that cannot be read, When an order is placed, Then it was not sent; once they can, it is', async () => {
    const { broker, faults } = await open();
    faults.script('symbol', 'drop_before', 'gateway_before', 'drop_before');
    expect(await broker.placeOrder(aRequest())).toMatchObject({ kind: 'not_sent', code: 'NETWORK' });
    expect(faults.count('place')).toBe(0);
    expect((await broker.placeOrder(aRequest())).kind).toBe('accepted');
  });

  it.each(['empty_object', 'null', 'truncated'] as const)(
    'Given markets that are answered by %s, When an order is placed, Then it was not sent, never refused; once they can be read, it is',
    async (fault) => {
      const { broker, faults } = await open();
      faults.script('symbol', ...lasting(fault));
      expect(await broker.placeOrder(aRequest())).toMatchObject({ kind: 'not_sent', code: 'UNREADABLE' });
      expect((await broker.placeOrder(aRequest())).kind).toBe('accepted');
    },
  );

  it('Given a Date that stands in another year, When an order is placed, Then it is signed with the wall clock', async () => {
    const wall = Date.now();
    const front = await open();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2021, 0, 1) });
    const created = createCcxtExchange({
      exchangeClass: binance,
      facts: factsOf('binance'),
      credentials: CREDENTIALS,
      baseUrl: front.server.url,
      wallClock: () => wall,
      timeout: 500,
    });
    const url = (created.exchange as unknown as { sign(...args: unknown[]): { body: string } }).sign(
      'order',
      'private',
      'POST',
      {},
    );
    expect(url.body).toContain(`timestamp=${wall}`);
  });

  it.each([
    ['buy', 'BNB', { fee: '0', baseFee: '0', others: '0.01 BNB' }],
    ['buy', 'USDT', { fee: '5', baseFee: '0', others: '' }],
    ['buy', 'BTC', { fee: '5', baseFee: '0.05', others: '' }],
    ['sell', 'BNB', { fee: '0', baseFee: '0', others: '0.01 BNB' }],
    ['sell', 'USDT', { fee: '5', baseFee: '0', others: '' }],
    ['sell', 'BTC', { fee: '5', baseFee: '0.05', others: '' }],
  ] as const)(
    'Given a %s with a fee in %s, When the fill is listed, Then the fee is told as what it is',
    async (side, currency, expected) => {
      const rate = { BNB: '0.002', USDT: '1', BTC: '0.01' }[currency];
      const { broker, venue } = await open(
        { feeIn: { currency, rate } },
        { feeRate: '0.05', positions: { [SYMBOL]: '5' } },
      );
      const { cursor } = await broker.listFills(null, []);
      await broker.placeOrder(aRequest({ side }));
      venue.fill(venue.orders[0]?.id ?? '', '1', '100');
      const [fill] = (await broker.listFills(cursor, [])).fills;
      const others = fill?.otherFees.map(({ currency: name, amount }) => `${amount.toFixed()} ${name}`).join();
      expect({ fee: fill?.fee.toFixed(), baseFee: fill?.baseFee.toFixed(), others }).toEqual(expected);
    },
  );

  it('Given trades from before our first order, When fills are first listed, Then only ours and what followed count', async () => {
    const { broker, venue } = await open();
    const byHand = { ...aRequest(), ...LIMIT, clientOrderId: 'by-hand' };
    const earlier = venue.place(byHand);
    if (earlier.kind === 'placed') venue.fill(earlier.order.id, '1', '90');
    const placed = await broker.placeOrder(aRequest());
    if (placed.kind !== 'accepted') throw new Error(placed.kind);
    venue.fill(placed.brokerOrderId, '1', '100');
    const { fills } = await broker.listFills(null, [sent(placed.brokerOrderId)]);
    expect(fills.map(({ clientOrderId, price }) => [clientOrderId, price.toFixed()])).toEqual([[ID, '100']]);
  });

  it.each(['not a cursor', '{"BTC/USDT":7}', '[]'])('Given the cursor %s, Then nothing is known', async (cursor) => {
    const { broker } = await open();
    const error = await broker.listFills(cursor, []).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BrokerError);
  });

  it.each([
    [{ quantity: d('0.0000000001') }, 'quantity'],
    [{ terms: someTerms({ type: 'limit', limit: '0.000000001' }) }, 'price'],
    [{ terms: someTerms({ type: 'trailing_stop', stop: 90, trail: 0.1 }) }, 'trailing_stop'],
    [{ terms: someTerms({ type: 'stop', stop: 90, target: 110 }), side: 'sell' as const }, 'takeProfitPrice'],
    [{ terms: { ...LIMIT, timeInForce: 'day' as const } }, 'day'],
    [{ symbol: 'ETH/USDT' }, 'ETH/USDT'],
  ])(
    'Given %j, When it is placed, Then it is refused with what was received and nothing is sent',
    async (changes, word) => {
      const { broker, faults } = await open();
      const outcome = await broker.placeOrder(aRequest(changes));
      expect(outcome).toMatchObject({ kind: 'rejected', cause: expect.stringContaining(word) });
      expect(faults.count('place')).toBe(0);
    },
  );

  it.each([
    [{ type: 'stop', stop: 90 }, 'sell', ['stop', 'gtc', undefined, '90']],
    [{ type: 'stop_limit', stop: 90, limit: '89.5' }, 'sell', ['stop_limit', 'gtc', '89.5', '90']],
    [{ type: 'limit', limit: 100, tif: 'fok' }, 'buy', ['limit', 'fok', '100', undefined]],
    [{ type: 'limit', limit: 100, tif: 'ioc' }, 'buy', ['limit', 'ioc', '100', undefined]],
    [{ type: 'market' }, 'buy', ['market', 'gtc', undefined, undefined]],
  ] as const)('Given %j to %s, When it is placed, Then the venue gets exactly that', async (terms, side, expected) => {
    const { broker, venue } = await open({}, { positions: { [SYMBOL]: '5' } });
    expect(await broker.placeOrder(aRequest({ side, terms: someTerms(terms) }))).toMatchObject({ kind: 'accepted' });
    const got = venue.orders.map(({ type, timeInForce, limitPrice, stopPrice }) => [
      type,
      timeInForce,
      limitPrice?.toFixed(),
      stopPrice?.toFixed(),
    ]);
    expect(got).toEqual([expected]);
  });

  it('Given an exchange that nobody has studied, Then it trades limits only, and an unknown order is never called absent', async () => {
    const nobody = await open();
    await nobody.close();
    const markets = [aMarket()];
    const broker = new CcxtBroker({
      created: createCcxtExchange({
        exchangeClass: bitbank,
        facts: factsOf('bitbank'),
        credentials: CREDENTIALS,
        baseUrl: nobody.server.url,
        markets,
        wallClock: () => T0,
      }),
      facts: factsOf('bitbank'),
      symbols: ['BTC/JPY'],
      currency: 'JPY',
      sleep: async () => {},
      random: () => 0.5,
      wallClock: () => T0,
    });
    expect(factsOf('bitbank')).toBe(CONSERVATIVE_FACTS);
    expect(factsOf('constructor')).toBe(CONSERVATIVE_FACTS);
    expect(broker.capabilities).toMatchObject({ duplicateIdsRefused: 'never', lookUpByClientId: false });
    await expect(broker.getOrder({ ...sent(), symbol: 'BTC/JPY' })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    const market = aRequest({ symbol: 'BTC/JPY', terms: someTerms({ type: 'market' }) });
    expect(await broker.placeOrder(market)).toMatchObject({ kind: 'rejected', code: 'NOT_SUPPORTED' });
    expect(await broker.placeOrder(aRequest({ symbol: 'BTC/JPY' }))).toMatchObject({
      kind: 'not_sent',
      code: 'NETWORK',
    });
  });

  it.each([
    [bitfinex, null],
    [poloniex, '0.0001'],
  ])('Given %o, When the rules of a symbol are read, Then a number of digits is no lot', async (exchangeClass, lot) => {
    const broker = await openAnswering([], exchangeClass);
    expect((await broker.getSymbolRules('BTC/JPY')).lot?.toFixed() ?? null).toBe(lot);
  });

  it('Given an exchange without a sandbox, When it is asked for, Then it is refused', () => {
    const create = () =>
      createCcxtExchange({
        exchangeClass: kraken,
        facts: factsOf('kraken'),
        credentials: CREDENTIALS,
        testnet: true,
        wallClock: () => T0,
      });
    expect(create).toThrow('sandbox');
  });

  it.each([
    [binance, 'testnet.binance.vision'],
    [binanceusdm, 'demo-fapi.binance.com'],
    [bybit, 'api-testnet'],
    [hyperliquid, 'hyperliquid-testnet'],
  ])(
    'Given %o, When its sandbox is asked for, Then every address is there, or at the host of a base URL',
    (exchangeClass, host) => {
      const create = (changes: { testnet?: boolean; baseUrl?: string }) => {
        const facts = factsOf(exchangeClass.name);
        return createCcxtExchange({ exchangeClass, facts, credentials: CREDENTIALS, wallClock: () => T0, ...changes });
      };
      const sandbox = create({ testnet: true });
      expect(JSON.stringify(sandbox.exchange.urls['api'])).toContain(host);
      expect([create({}).isLive, sandbox.isLive]).toEqual([true, false]);
      const local = create({ baseUrl: 'http://127.0.0.1:4010/ignored' });
      expect(JSON.stringify(local.exchange.urls['api']).replaceAll('http://127.0.0.1:4010', '')).not.toContain('://');
      expect(local.isLive).toBe(false);
      expect(create({ baseUrl: 'https://one-more-name-of-the-live-host.example' }).isLive).toBe(true);
    },
  );

  async function openAnswering(body: unknown, exchangeClass: CcxtExchangeClass): Promise<CcxtBroker> {
    const empty = await startVenueServer(
      { classify: () => 'other', errorBody: () => ({}), answer: () => ({ status: 200, body }) },
      new Faults(),
    );
    closers.push(() => empty.close());
    const facts = factsOf(exchangeClass.name);
    const created = createCcxtExchange({
      exchangeClass,
      facts,
      credentials: CREDENTIALS,
      baseUrl: empty.url,
      markets: [aMarket()],
      wallClock: () => Date.now(),
    });
    const tools = { sleep: async () => undefined, random: () => 0, wallClock: () => Date.now() };
    return new CcxtBroker({ created, facts, symbols: ['BTC/JPY'], currency: 'JPY', ...tools });
  }

  it('Given an answer that holds no balances, When cash and positions are asked for, Then it is no empty account', async () => {
    const broker = await openAnswering({}, binance);
    await expect(broker.getBalance()).rejects.toThrow('balance: received {}, expected a list under balances');
    await expect(broker.listPositions()).rejects.toThrow('balance: received {}, expected a list under balances');
  });

  it.each([{}, 'null', { ok: true }, ''])(
    'Given an exchange that nobody has studied and answers %j, When its lists are read, Then none is empty',
    async (body) => {
      const broker = await openAnswering(body, poloniex);
      const reads = [broker.listOpenOrders(), broker.listFills(null, []), broker.getBalance(), broker.listPositions()];
      for (const read of await Promise.allSettled(reads))
        expect(read).toMatchObject({ status: 'rejected', reason: { name: 'BrokerError' } });
    },
  );

  it('Given an exchange that nobody has studied and answers empty lists, When they are read, Then they are empty', async () => {
    const broker = await openAnswering([], poloniex);
    expect(await broker.listOpenOrders()).toEqual([]);
    expect((await broker.listFills(null, [])).fills).toEqual([]);
  });

  it('Given a venue that echoes everything it gets, When calls fail, Then nothing that is told holds a credential or a signature', async () => {
    const faults = new Faults();
    const echo = await startVenueServer(
      {
        classify: () => 'other',
        errorBody: () => ({ code: -1, msg: 'echo' }),
        answer: ({ url, headers, body }) => ({
          status: 400,
          body: { code: -2010, msg: `${url.href} ${JSON.stringify(headers)} ${body} ${CREDENTIALS.secret}` },
        }),
      },
      faults,
    );
    closers.push(() => echo.close());
    const created = createCcxtExchange({
      exchangeClass: binance,
      facts: factsOf('binance'),
      credentials: CREDENTIALS,
      baseUrl: echo.url,
      markets: [
        { ...(aMarket() as object), id: 'BTCUSDT', symbol: SYMBOL, quote: 'USDT', info: { orderTypes: ['LIMIT'] } },
      ],
      wallClock: () => Date.now(),
      timeout: 300,
    });
    const broker = new CcxtBroker({
      created,
      facts: factsOf('binance'),
      symbols: [SYMBOL],
      currency: 'USDT',
      sleep: async () => {},
      random: () => 0.5,
      wallClock: () => Date.now(),
    });
    const told: unknown[] = [];
    const calls = [
      () => broker.placeOrder(aRequest()),
      () => broker.cancelOrder(sent('1')),
      () => broker.getOrder(sent()),
      () => broker.listOpenOrders(),
      () => broker.listFills(null, []),
      () => broker.getBalance(),
    ];
    for (const fault of [null, 'drop_before', 'gateway_before', 'hang_before'] satisfies (FaultName | null)[])
      for (const call of calls) {
        if (fault !== null) faults.script('other', fault, fault, fault);
        told.push(await call().catch((error: unknown) => error));
      }
    const text = told
      .map((one) =>
        one instanceof Error ? `${one.stack} ${JSON.stringify(one)} ${String(one.cause)}` : JSON.stringify(one),
      )
      .join('\n');
    expect(told).toHaveLength(24);
    expect(text).toContain('***');
    expect(text).not.toContain(CREDENTIALS.apiKey);
    expect(text).not.toContain(CREDENTIALS.secret);
    expect(text).not.toMatch(/signature=[0-9a-f]/);
  });
});

function aMarket(): unknown {
  return {
    id: 'btc_jpy',
    symbol: 'BTC/JPY',
    base: 'BTC',
    quote: 'JPY',
    baseId: 'btc',
    quoteId: 'jpy',
    type: 'spot',
    spot: true,
    swap: false,
    contract: false,
    active: true,
    precision: { amount: '0.0001', price: '1' },
    limits: { amount: { min: '0.0001' }, cost: {}, price: {} },
    info: {},
  };
}
