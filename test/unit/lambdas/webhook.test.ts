import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY, MINUTE, SECOND, toIso } from '#domain/shared/instant.ts';
import { createPrng } from '#domain/simulation/prng.ts';
import { ApiDesk, type ApiRequest, aFlatApi, anIdleApi, DESK_TOKEN } from '../../support/api-desk.ts';
import { aDeskAfter, aScript } from '../../support/exit-desk.ts';
import { Crash } from '../../support/faulty.ts';
import { jittery } from '../../support/jittery-table.ts';

const BEARER = { authorization: `Bearer ${DESK_TOKEN}` };

/** A call of the webhook, by the header's token unless the test says otherwise. */
function aCall({ desk }: ApiDesk, changes: object = {}, request: Partial<ApiRequest> = {}): ApiRequest {
  const body = { symbol: 'SYN/USD', signal: 'BUY', strength: 80, time: toIso(desk.now), id: 'alert-1', ...changes };
  const path = { strategy: 'desk' };
  const routeKey = 'POST /webhooks/signals/{strategy}';
  return { routeKey, path, headers: BEARER, isSigned: false, body: JSON.stringify(body), ...request };
}

/** `GET /signals`, each as `status cause`. */
async function told(api: ApiDesk, query: Record<string, string> = {}): Promise<readonly string[]> {
  const { body = '' } = await api.call({ routeKey: 'GET /signals', query });
  const { items } = JSON.parse(body) as { items: { status: string; cause: string | null; strategy: string }[] };
  return items.map(({ status, cause, strategy }) => `${strategy} ${status}${cause === null ? '' : ` ${cause}`}`);
}

let printed: string[] = [];
beforeEach(() => {
  printed = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(printed.filter((line) => line.includes('MARKED'))).toEqual([]);
});

describe('the webhook', () => {
  it('Given the token of the strategy, When a signal comes, Then it is one order, and its record says so', async () => {
    const api = await aFlatApi();
    const { statusCode, body = '' } = await api.call(aCall(api));
    expect([statusCode, JSON.parse(body)]).toEqual([
      202,
      { id: expect.stringMatching(/^[0-9a-f]{32}$/), status: 'RECEIVED' },
    ]);
    expect(printed.join('')).toContain('alert-1');
    await api.desk.consume();
    const [order] = (await api.desk.records()).orders;
    expect(order).toMatchObject({ state: 'ACCEPTED', intent: { strategy: 'desk', ranking: 80, side: 'buy' } });
    const { body: listed = '' } = await api.call({ routeKey: 'GET /signals' });
    expect(JSON.parse(listed).items).toEqual([
      {
        id: JSON.parse(body).id,
        source: 'webhook',
        sessionId: api.desk.sessionId,
        strategy: 'desk',
        symbol: 'SYN/USD',
        signal: 'BUY',
        strength: 80,
        reason: 'signal alert-1',
        time: toIso(api.desk.now),
        receivedAt: toIso(api.desk.now),
        status: 'ACTED',
        clientOrderId: order?.intent.clientOrderId,
        cause: null,
        detail: null,
        violations: [],
      },
    ]);
  });

  it('Given a sender that can set no header, Then the token of the body will do, and lower case, too', async () => {
    const api = await aFlatApi();
    const call = aCall(api, { token: DESK_TOKEN, signal: 'buy' }, { headers: {} });
    expect((await api.call(call)).statusCode).toBe(202);
    expect(await told(api)).toEqual(['desk PENDING']);
  });

  it('Given no token, a wrong one, or a strategy that has none, Then all hear the same, and nothing is written', async () => {
    const api = await aFlatApi();
    const before = api.traces();
    const headers = (token: string) => ({ headers: { authorization: token } });
    const answers = [
      await api.call(aCall(api, {}, { headers: {} })),
      await api.call(aCall(api, {}, headers(`Bearer ${DESK_TOKEN}x`))),
      await api.call(aCall(api, {}, headers('Bearer '))),
      await api.call(aCall(api, {}, headers(DESK_TOKEN))),
      await api.call(aCall(api, { token: 'wrong' }, { headers: {} })),
      await api.call(aCall(api, { token: DESK_TOKEN }, headers('Bearer wrong'))),
      await api.call(aCall(api, {}, { path: { strategy: 'other' } })),
      await api.call(aCall(api, { nothing: 'right' }, { path: { strategy: 'a b' } })),
      await api.call(aCall(api, {}, { headers: {}, body: 'no JSON' })),
    ];
    expect(answers[0]).toMatchObject({ statusCode: 403, headers: { 'content-type': 'application/problem+json' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(api.traces()).toBe(before);
  });

  it.each([
    ['a quantity', { quantity: '5' }],
    ['a price', { limitPrice: '5' }],
    ['an account', { account: 'other' }],
    ['another strategy', { strategy: 'other' }],
    ['no id', { id: undefined }],
    ['a strength above 100', { strength: 101 }],
    ['the token under another name', { Token: DESK_TOKEN }],
    ['the token as symbol', { symbol: DESK_TOKEN }],
    ['a time without an offset', { time: '2026-01-01T00:00:00' }],
  ])(
    'Given %s in the body, Then it is refused, nothing is written, and the token is not told again',
    async (_, changes) => {
      const api = await aFlatApi();
      const before = api.traces();
      const { statusCode, body } = await api.call(aCall(api, changes));
      expect(statusCode).toBe(400);
      expect(body).not.toContain('MARKED');
      expect(api.traces()).toBe(before);
    },
  );

  it('Given text that is no JSON with the token in it, Then the answer does not hold it', async () => {
    const api = await aFlatApi();
    const { statusCode, body } = await api.call(aCall(api, {}, { body: `{"token":"${DESK_TOKEN}",` }));
    expect([statusCode, body]).toEqual([400, expect.not.stringContaining('MARKED')]);
  });

  it('Given a body of a megabyte, Then it is refused unread', async () => {
    const api = await aFlatApi();
    expect((await api.call(aCall(api, { id: 'x'.repeat(1_000_000) }))).statusCode).toBe(413);
  });

  it.each([
    [-60 * SECOND, 202],
    [-60 * SECOND - 1, 422],
    [60 * SECOND, 202],
    [60 * SECOND + 1, 422],
    [-DAY, 422],
  ])('Given a time %d ms from now, Then the answer is %d', async (distance, status) => {
    const api = await aFlatApi();
    const before = api.traces();
    expect((await api.call(aCall(api, { time: toIso(api.desk.now + distance) }))).statusCode).toBe(status);
    expect(api.traces() === before).toBe(status === 422);
  });

  it('Given a request that was taken, When it is played again, Then within a minute the answer is the same and nothing happens; later it is refused', async () => {
    const api = await aFlatApi();
    const call = aCall(api);
    const first = await api.call(call);
    await api.desk.consume();
    const before = api.traces();
    expect(await api.call(call)).toEqual(first);
    api.desk.now += 30 * SECOND;
    expect(await api.call(call)).toEqual(first);
    expect(await api.call(aCall(api))).toEqual(first);
    api.desk.now += 30 * SECOND + 1;
    expect((await api.call(call)).statusCode).toBe(422);
    api.desk.now += DAY;
    expect((await api.call(call)).statusCode).toBe(422);
    expect(api.traces()).toBe(before);
  });

  it('Given the same id of ten calls at once, When all are delivered twice, Then there is one record and one order', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const [desk] = await aDeskAfter(4, aScript([]));
      const api = new ApiDesk(desk, '', jittery(desk.table, createPrng(seed)));
      const times = Array.from({ length: 10 }, (_, n) => ({ time: toIso(desk.now - n * SECOND) }));
      const answers = await Promise.all(times.map((time) => api.call(aCall(api, time))));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      await desk.consume(2);
      expect((await desk.records()).orders).toHaveLength(1);
      expect(await desk.ledger.listSignals()).toHaveLength(1);
    }
  });

  it('Given no session, or one that risk has stopped, Then the caller hears that it was received, and the record says why nothing was done', async () => {
    const idle = anIdleApi();
    expect((await idle.call(aCall(idle))).statusCode).toBe(202);
    expect(await told(idle)).toEqual(['desk DENIED session']);
    const halted = await aFlatApi();
    await halted.desk.ledger.kill();
    expect((await halted.call(aCall(halted))).statusCode).toBe(202);
    expect(await told(halted)).toEqual(['desk DENIED risk']);
    expect(halted.desk.queue).toEqual([]);
  });

  it('Given HOLD, Then it is received and leaves no trace', async () => {
    const api = await aFlatApi();
    const before = api.traces();
    expect((await api.call(aCall(api, { signal: 'HOLD' }))).statusCode).toBe(202);
    expect(api.traces()).toBe(before);
  });

  it('Given a process that dies before or after any call, When the sender tries again, Then there is one record and one order', async () => {
    for (let point = 0; ; point++) {
      const [desk] = await aDeskAfter(4, aScript([]));
      const api = new ApiDesk(desk, '', desk.points.watch(desk.table));
      desk.points.arm(point);
      const hasDied = await api.call(aCall(api)).then(
        () => false,
        (error: unknown) => {
          expect(error).toBeInstanceOf(Crash);
          return true;
        },
      );
      desk.points.arm(null);
      if (!hasDied) {
        expect(point).toBeGreaterThanOrEqual(4);
        break;
      }
      expect((await api.call(aCall(api))).statusCode).toBe(202);
      await desk.consume();
      expect((await desk.records()).orders).toHaveLength(1);
      expect(await told(api)).toEqual(['desk ACTED']);
    }
  });
});

describe('GET /signals', () => {
  it('Given signals of two strategies, Then they come in pages, the latest first, and by strategy and session', async () => {
    const api = await aFlatApi();
    for (let n = 0; n < 3; n++) {
      api.desk.now += MINUTE;
      await api.call(aCall(api, { id: `alert-${n}`, symbol: 'BTC/USD' }));
    }
    const page = await api.call({ routeKey: 'GET /signals', query: { limit: '2' } });
    const { items, nextCursor } = JSON.parse(page.body ?? '');
    expect(items.map(({ reason }: { reason: string }) => reason)).toEqual(['signal alert-2', 'signal alert-1']);
    const rest = await api.call({ routeKey: 'GET /signals', query: { limit: '2', cursor: nextCursor } });
    expect(JSON.parse(rest.body ?? '')).toMatchObject({ items: [{ reason: 'signal alert-0' }], nextCursor: null });
    expect(await told(api, { strategy: 'desk' })).toHaveLength(3);
    expect(await told(api, { strategy: 'other' })).toEqual([]);
    expect(await told(api, { session: api.desk.sessionId })).toHaveLength(3);
    expect(await told(api, { session: '0'.repeat(32) })).toEqual([]);
  });
});
