import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '#cli/operate/api-client.ts';
import { verifySignature } from '#local/http/signature.ts';
import { ApiStub, problemReply, type StubReply } from '../../../support/api-stub.ts';

let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(() => stub.close());

const CREDENTIALS = { accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'TOKEN' };

/** A client whose waits take no time, with what it waited and told. */
function aClient(path = '') {
  const waits: number[] = [];
  const told: string[] = [];
  const endpoint = { url: `${stub.url}${path}`, region: 'eu-west-1', credentials: CREDENTIALS, namedBy: '--endpoint' };
  const world = { now: Date.now, sleep: async (wait: number) => waits.push(wait), random: () => 0.5 };
  return { client: new ApiClient({ endpoint, world, onRetry: (text) => told.push(text) }), waits, told };
}

const PLACE = { method: 'POST', path: '/orders', body: { quantity: '1.10' }, idempotencyKey: 'key-1' } as const;

describe('a request of the API client', () => {
  it('Given a stage, a query and a body, When it is sent, Then it is signed over all of them and carries key and token', async () => {
    stub.answer(() => ({ status: 200, body: { quantity: '1.10' } }));
    const { client } = aClient('/prod');
    const answer = await client.json({ ...PLACE, query: { state: 'open', cursor: undefined, limit: '5' } });
    expect(answer).toEqual({ text: '{"quantity":"1.10"}', body: { quantity: '1.10' } });
    const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '' }] = stub.requests;
    expect([method, path, body]).toEqual(['POST', '/prod/orders?state=open&limit=5', '{"quantity":"1.10"}']);
    expect(headers).toMatchObject({ 'idempotency-key': 'key-1', 'x-amz-security-token': 'TOKEN' });
    expect(headers['x-amz-content-sha256']).toBe(createHash('sha256').update(body).digest('hex'));
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const received = { method, url: new URL(path, stub.url), headers: flat, body };
    const verdict = await verifySignature(received, () => CREDENTIALS, Date.now());
    expect(verdict).toEqual({ kind: 'valid', accessKeyId: 'AK' });
    expect(headers.authorization).toContain('/eu-west-1/execute-api/aws4_request');
  });

  it.each<[string, StubReply]>([
    ['a lost connection', 'drop'],
    ['a 503', problemReply(503, 'the broker does not answer')],
    ['a 500 of the gateway', { status: 500, body: { message: 'Internal Server Error' } }],
    ['a 429', { status: 429, body: { message: 'Too Many Requests' } }],
  ])('Given %s at first, When a write is sent, Then it is sent again with the same key', async (_, first) => {
    stub.answer((__, number) => (number < 3 ? first : { status: 202, body: { clientOrderId: 'a' } }));
    const { client, waits, told } = aClient();
    expect((await client.json(PLACE)).body).toEqual({ clientOrderId: 'a' });
    expect(stub.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1', 'key-1']);
    expect(waits).toEqual([250, 500]);
    expect(told[0]).toMatch(/^POST \/orders: (?:no answer|answer \d+).*, asking again in 0\.3 s$/);
  });

  it('Given a wait that is asked for, When it is bearable, Then it is kept, and a longer one ends the command', async () => {
    const busy = (seconds: string): StubReply => ({ status: 429, body: '', headers: { 'retry-after': seconds } });
    stub.answer((_, number) => (number === 1 ? busy('3') : { status: 200, body: [] }));
    const patient = aClient();
    await patient.client.json({ method: 'GET', path: '/positions' });
    expect(patient.waits).toEqual([3_000]);
    stub.answer(() => busy('3600'));
    const { client, waits } = aClient();
    await expect(client.json({ method: 'GET', path: '/positions' })).rejects.toMatchObject({
      exitCode: 1,
      status: 429,
    });
    expect(waits).toEqual([]);
  });

  it('Given no answer at all, When it has asked four times, Then it fails, and names address and who named it', async () => {
    stub.answer(() => 'drop');
    const { client } = aClient();
    await expect(client.json(PLACE)).rejects.toMatchObject({
      exitCode: 1,
      status: null,
      attempts: 4,
      message: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+ does not answer \(.+\), asked 4 times; named by --endpoint$/,
      ),
    });
    expect(stub.requests).toHaveLength(4);
  });

  it.each<[string, StubReply, object]>([
    ['bad input', problemReply(400, 'body.side: no'), { code: 'BAD_INPUT', message: 'body.side: no' }],
    ['nothing there', problemReply(404, 'there is no order a'), { exitCode: 3, message: 'there is no order a' }],
    ['a wrong state', problemReply(409, 'session is STOPPED'), { exitCode: 3, message: 'session is STOPPED' }],
    [
      'a refusal by risk',
      problemReply(422, 'refused by risk: a, b', {
        violations: [
          { rule: 'a', limit: '10.50', value: '11', unit: 'USD' },
          { rule: 'b', limit: '1', value: '2', unit: 'orders' },
        ],
      }),
      {
        exitCode: 3,
        lines: ['refused by risk: a, b', '  a: received 11, limit 10.50 (USD)', '  b: received 2, limit 1 (orders)'],
      },
    ],
    [
      'a signature that is wrong',
      { status: 403, body: { message: 'Forbidden' } },
      { exitCode: 1, message: 'POST /orders: received 403 (Forbidden)' },
    ],
    ['a path that the gateway does not know', { status: 404, body: { message: 'Not Found' } }, { exitCode: 1 }],
    [
      'a page of somebody else',
      { status: 200, body: '<html>' },
      { exitCode: 1, message: expect.stringMatching(/received no JSON, expected the API of Tidegate/) },
    ],
    [
      'a redirection',
      { status: 302, body: '', headers: { location: 'https://elsewhere.example' } },
      { exitCode: 1, message: 'POST /orders: received 302' },
    ],
  ])('Given %s, When it is answered, Then it is told once, and not asked again', async (_, reply, error) => {
    stub.answer(() => reply);
    await expect(aClient().client.json(PLACE)).rejects.toMatchObject(error);
    expect(stub.requests).toHaveLength(1);
  });
});
