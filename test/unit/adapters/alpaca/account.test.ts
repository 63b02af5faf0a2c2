import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { aSentOrder } from '../../../support/broker-builders.ts';
import { d } from '../../../support/builders.ts';
import { ALPACA_KEYS, type AlpacaDesk, openAlpacaDesk } from '../../../support/venue/alpaca-desk.ts';
import { someTerms } from '../../../support/venue-desk.ts';

describe('an account at Alpaca', () => {
  let desk: AlpacaDesk;
  beforeEach(async () => {
    desk = await openAlpacaDesk((wire) => new AlpacaBroker(wire), {
      allowShort: true,
      positions: { SPY: '-3', 'SHIB/USD': '1.5', 'BRK.B': '2' },
    });
  });
  afterEach(() => desk.close());

  it('Given shares that are owed, pairs and classes of shares, When positions are listed, Then signs and symbols are ours', async () => {
    const positions = await desk.broker.listPositions();
    expect(positions.map(({ symbol, quantity }) => [symbol, quantity.toFixed()])).toEqual([
      ['SPY', '-3'],
      ['SHIB/USD', '1.5'],
      ['BRK.B', '2'],
    ]);
  });

  it.each([
    ['SPY', { lot: '0.000000001', tick: '0.01', minNotional: '1', isFractional: true }],
    ['BRK.A', { lot: '1', tick: '0.01', minNotional: null, isFractional: false }],
    ['BTC/USD', { lot: '0.000000001', tick: '0.000000001', minNotional: null, isFractional: true }],
  ])('Given %s, When its rules are asked for twice, Then Alpaca is asked once', async (symbol, expected) => {
    const { lot, tick, minNotional, isFractional } = await desk.broker.getSymbolRules(symbol);
    const texts = [lot, tick, minNotional].map((value) => value?.toFixed() ?? null);
    expect([...texts, isFractional]).toEqual(Object.values(expected));
    await desk.broker.getSymbolRules(symbol);
    expect(desk.faults.count('symbol')).toBe(1);
  });

  it('Given a symbol that Alpaca does not list, When its rules are asked for, Then none are known', async () => {
    const nothing = {
      lot: null,
      tick: null,
      minNotional: null,
      isFractional: true,
      protections: ['stop'],
      wholeProtections: ['stop'],
    };
    expect(await desk.broker.getSymbolRules('GONE')).toEqual(nothing);
  });

  it('Given a stop of a pair whose tick cannot be read, When it is placed, Then it was not sent', async () => {
    desk.faults.script('symbol', 'drop_before', 'drop_before', 'drop_before');
    const terms = someTerms({ type: 'stop', stop: 95 });
    const order = aSentOrder({ symbol: 'SHIB/USD', side: 'sell', quantity: d(1), terms });
    expect(await desk.broker.placeOrder(order)).toMatchObject({ kind: 'not_sent', code: 'NETWORK' });
    expect(desk.faults.count('place')).toBe(0);
    expect(await desk.broker.placeOrder(order)).toMatchObject({ kind: 'accepted' });
    expect(
      desk.venue.orders.map(({ type, stopPrice, limitPrice }) => [type, stopPrice?.toFixed(), limitPrice?.toFixed()]),
    ).toEqual([['stop_limit', '95', '90.25']]);
  });

  it('Given the market, When its clock is read, Then its times are the venue’s', async () => {
    const clock = await desk.broker.getMarketClock();
    expect(clock).toMatchObject({ now: desk.venue.now, isOpen: true });
    expect((clock?.nextOpen ?? 0) > desk.venue.now).toBe(true);
  });

  it('Given an account in another currency, When the balance is read, Then it is not taken for ours', async () => {
    const broker = new AlpacaBroker({
      ...ALPACA_KEYS,
      baseUrl: desk.server.url,
      currency: 'EUR',
      sleep: async () => {},
      random: () => 0,
    });
    await expect(broker.getBalance()).rejects.toThrow(BrokerError);
  });

  it('Given a replacement of another side or type, When it is asked for, Then nothing is sent', async () => {
    const order = aSentOrder({ symbol: 'SPY', terms: someTerms({ type: 'limit', limit: 9 }), brokerOrderId: 'x' });
    for (const by of [
      { ...order, side: 'sell' as const },
      { ...order, terms: someTerms({ type: 'stop', stop: 9 }) },
    ])
      expect(await desk.broker.replaceOrder(order, by)).toMatchObject({ kind: 'rejected', code: 'NOT_SUPPORTED' });
    expect(desk.faults.count('replace')).toBe(0);
  });

  it('Given a trailing stop, When it is replaced, Then only what differs is sent, by its name there', async () => {
    const order = aSentOrder({
      symbol: 'SPY',
      side: 'sell',
      terms: someTerms({ type: 'trailing_stop', stop: 9, trail: '0.01' }),
    });
    const placed = await desk.broker.placeOrder(order);
    const by = {
      ...order,
      clientOrderId: 'b'.repeat(32),
      terms: someTerms({ type: 'trailing_stop', stop: 9, trail: '0.02' }),
    };
    expect((await desk.broker.replaceOrder(order, by)).kind).toBe('accepted');
    expect(placed.kind).toBe('accepted');
    expect(desk.venue.orders.map(({ trailPct, status }) => [trailPct?.toFixed(), status])).toEqual([
      ['1', 'replaced'],
      ['2', 'working'],
    ]);
  });
});
