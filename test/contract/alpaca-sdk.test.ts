import { trading } from '@alpacahq/alpaca-trade-api/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaServer } from '../support/venue/alpaca-server.ts';
import { Faults } from '../support/venue/faults.ts';
import { VenueCore } from '../support/venue/venue-core.ts';
import { startVenueServer, type VenueServer } from '../support/venue/venue-server.ts';

const KEYS = { keyId: 'PKTEST', secretKey: 'secret' };
const PRECISE = '0.12345678901234567890';

/** The venue's own client as a witness: what the tests take for Alpaca is Alpaca to it as well. */
describe('the official client at the venue of the tests', () => {
  const faults = new Faults();
  let venue: VenueCore;
  let server: VenueServer;
  let configuration: trading.Configuration;
  const open = async (numbers: 'text' | 'number') => {
    venue = new VenueCore({ positions: { SPY: '10' } });
    server = await startVenueServer(new AlpacaServer(venue, { ...KEYS, numbers }), faults);
    configuration = new trading.Configuration({ basePath: server.url, keyId: KEYS.keyId, secret: KEYS.secretKey });
  };
  beforeEach(() => open('text'));
  afterEach(() => server.close());

  it('Given orders of every kind, When it places, finds, replaces and cancels them, Then it reads every answer', async () => {
    const orders = new trading.OrdersApi(configuration);
    const limit = {
      symbol: 'SPY',
      side: 'buy',
      type: 'limit',
      timeInForce: 'gtc',
      qty: '2',
      limitPrice: '99.5',
    } as const;
    const placed = await orders.postOrder({ postOrderRequest: { ...limit, clientOrderId: 'one' } });
    expect(placed).toMatchObject({ clientOrderId: 'one', status: 'new', qty: '2', limitPrice: '99.5' });
    const found = await orders.getOrderByClientOrderId({ clientOrderId: 'one' });
    expect(found.id).toBe(placed.id);
    const id = placed.id ?? '';
    const patch = { limitPrice: '98.5', clientOrderId: 'two' };
    const replaced = await orders.patchOrderByOrderId({ orderId: id, patchOrderRequest: patch });
    expect(replaced).toMatchObject({ clientOrderId: 'two', replaces: id, limitPrice: '98.5' });
    const all = await orders.getAllOrders({ status: 'all', direction: 'asc', nested: true });
    expect(all.map(({ status }) => status)).toEqual(['replaced', 'new']);
    await orders.deleteOrderByOrderID({ orderId: replaced.id ?? '' });
    expect(venue.orders.map(({ status }) => status)).toEqual(['replaced', 'cancelled']);
  });

  it('Given a pair, executions and an account, When it reads them, Then they are there, though it drops the order of an execution', async () => {
    const orders = new trading.OrdersApi(configuration);
    const pair = { takeProfit: { limitPrice: '105' }, stopLoss: { stopPrice: '95' } };
    const request = {
      symbol: 'SPY',
      side: 'sell',
      type: 'limit',
      timeInForce: 'gtc',
      qty: '10',
      orderClass: 'oco',
      ...pair,
    } as const;
    const { id = '', legs } = await orders.postOrder({ postOrderRequest: request });
    expect(legs?.map(({ type, status }) => [type, status])).toEqual([['stop', 'held']]);
    venue.fill(id, '4', '105');
    const activities = new trading.AccountActivitiesApi(configuration);
    const [fill] = await activities.getAccountActivitiesByActivityType({ activityType: 'FILL', direction: 'asc' });
    expect(fill).toMatchObject({ activityType: 'FILL', symbol: 'SPY', qty: '4' });
    expect(fill).not.toHaveProperty('orderId');
    expect(await new trading.AccountsApi(configuration).getAccount()).toMatchObject({ cash: '10420', currency: 'USD' });
  });

  it('Given amounts as numbers of JSON, When it reads them, Then digits are lost: why the adapter has a reader of its own', async () => {
    await server.close();
    await open('number');
    venue.setPrice('BTC/USD', '1');
    const orders = new trading.OrdersApi(configuration);
    const request = { symbol: 'BTC/USD', side: 'buy', type: 'market', timeInForce: 'gtc', qty: PRECISE } as const;
    const { qty } = await orders.postOrder({ postOrderRequest: request });
    expect(venue.orders[0]?.quantity.toFixed()).toBe('0.1234567890123456789');
    expect(String(qty)).not.toBe('0.1234567890123456789');
  });
});
