import { describe, expect, it } from 'vitest';
import { type ApiDesk, type ApiRequest, aFlatApi, anIdleApi, aTradingApi } from '../../support/api-desk.ts';

const ORDER = { symbol: 'SYN/USD', side: 'buy', quantity: '1', type: 'limit', limitPrice: '90' };

function orderWith(changes: object): ApiRequest {
  return { routeKey: 'POST /orders', body: JSON.stringify({ ...ORDER, ...changes }) };
}

function startWith(body: object): ApiRequest {
  return { routeKey: 'POST /sessions', body: JSON.stringify(body) };
}

function change({ orderId }: ApiDesk, body: object): ApiRequest {
  const headers = { 'idempotency-key': 'one' };
  const path = { clientOrderId: orderId };
  return { routeKey: 'PATCH /orders/{clientOrderId}', path, headers, body: JSON.stringify(body) };
}

describe('refused requests', () => {
  it.each([
    ['a stop above the entry', { stopLoss: '90' }, 'stopLoss: received 90, expected less than 90'],
    ['a target below the entry', { takeProfit: '89' }, 'takeProfit: received 89, expected more than 90'],
    [
      'a market order’s stop above the price',
      { type: 'market', limitPrice: undefined, stopLoss: '500' },
      'stopLoss: received 500',
    ],
  ])(
    'Given an order with %s, When it is asked for, Then it is refused with what was expected',
    async (_, changes, text) => {
      const api = await aFlatApi();
      const before = api.traces();

      const { statusCode, body } = await api.call(orderWith(changes));

      expect([statusCode, body]).toEqual([422, expect.stringContaining(text)]);
      expect(api.traces()).toBe(before);
    },
  );

  it.each([
    ['an end that is over', { until: '2020-01-01T00:00:00Z' }, 422, 'until: received 2020-01-01T00:00:00Z'],
    ['a symbol twice', { symbols: ['SYN/USD', 'SYN/USD'] }, 400, 'body.symbols: expected each name once'],
    ['a strategy twice', { strategies: ['script', 'script'] }, 400, 'body.strategies: expected each name once'],
  ])('Given a start with %s, When it is asked for, Then no session begins', async (_, body, status, text) => {
    const api = anIdleApi();
    const before = api.traces();

    const answer = await api.call(startWith(body));

    expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(text)]);
    expect(api.traces()).toBe(before);
  });

  it('Given a change that is carried out, When it is asked for again, Then it is the same one; with other contents under its key, a conflict', async () => {
    const api = await aTradingApi();
    const first = await api.call(change(api, { limitPrice: '91' }));
    await api.desk.consume();

    const again = await api.call(change(api, { limitPrice: '91' }));
    const other = await api.call(change(api, { limitPrice: '92' }));

    expect([first.statusCode, again.body]).toEqual([202, first.body]);
    expect(other.statusCode).toBe(409);
  });

  it('Given a reason that no store would take, When a position is closed, Then it is closed, and the reason is readable', async () => {
    const api = await aTradingApi();
    const body = '{"reason":"a\\u0000b\\ud800c\\nd"}';

    const { statusCode } = await api.call({
      routeKey: 'POST /positions/{symbol}/close',
      path: { symbol: 'SYN/USD' },
      body,
    });

    expect(statusCode).toBe(202);
    expect(JSON.stringify(api.desk.queue)).toContain('a b�c d');
  });

  it('Given one pause asked for twice under one key, When the second comes late, Then it is the same act', async () => {
    const api = await aTradingApi();
    const pause = { routeKey: 'POST /sessions/{id}/pause', path: { id: api.desk.sessionId } };
    const keyed = { ...pause, headers: { 'idempotency-key': 'one' } };

    const statuses = [await api.call(keyed), await api.call(keyed), await api.call(pause)].map(
      ({ statusCode }) => statusCode,
    );

    expect(statuses).toEqual([202, 202, 409]);
  });
});
