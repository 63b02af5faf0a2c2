import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiStub, problemReply } from '../../../support/api-stub.ts';
import { runCli } from '../../../support/run-cli.ts';

let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(() => stub.close());

const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();

const STATUS = {
  environment: 'prod',
  account: 'main',
  session: { id: 's1', status: 'STOPPED', startedAt: ago(500) },
  equity: '1000',
  positions: [],
  hasWorkingOrders: false,
};
const AGREED = { id: 'r1', status: 'DONE', outcome: 'agreed', open: 0, finishedAt: ago(1) };
const ORDER = { clientOrderId: 'o1', side: 'sell', quantity: '2', symbol: 'BTC/USD', type: 'stop', state: 'ACCEPTED' };
const POSITION = { symbol: 'BTC/USD', quantity: '2', markPrice: '50' };

interface System {
  readonly status?: object;
  readonly orders?: readonly object[];
  readonly stop?: object;
  readonly reconciliations?: readonly object[];
}

function check({ orders = [], reconciliations = [AGREED], status = {}, stop }: System, ...flags: string[]) {
  stub.answer(({ path }) => {
    if (path === '/status') return { status: 200, body: { ...STATUS, ...status } };
    if (path === '/emergency-stop')
      return stop === undefined ? problemReply(404, 'there was no emergency stop') : { status: 200, body: stop };
    return { status: 200, body: { items: path.startsWith('/orders') ? orders : reconciliations, nextCursor: null } };
  });
  return runCli(['teardown', 'check', ...flags], stub.env);
}

describe('teardown check', () => {
  it('Given an account that is flat and agreed upon, Then it may be deleted, and nothing was written', async () => {
    expect(await check({})).toEqual({
      code: 0,
      stdout: 'prod/main is flat: nothing stands in the way\n',
      stderr: '',
    });
    expect(stub.asked.filter((asked) => !asked.startsWith('GET '))).toEqual([]);
  });

  it('Given a system that never had an account, Then nothing is compared', async () => {
    expect(await check({ status: { equity: null, session: null }, reconciliations: [] })).toMatchObject({ code: 0 });
  });

  it.each<[string, System, string]>([
    ['a session', { status: { session: { id: 's1', status: 'PAUSED' } } }, 'session s1 is PAUSED\n'],
    ['a position', { status: { positions: [POSITION] } }, 'position BTC/USD of 2 is open, last price 50\n'],
    [
      'a position without a price',
      { status: { positions: [{ ...POSITION, markPrice: null }] } },
      'position BTC/USD of 2 is open\n',
    ],
    ['a working order', { orders: [ORDER] }, 'order o1 (stop sell 2 BTC/USD) is ACCEPTED\n'],
    [
      'rows that hold something for an order that no list shows',
      { status: { hasWorkingOrders: true } },
      'order of unknown id: the account holds something in reserve\n',
    ],
    [
      'a stop that is under way',
      { stop: { id: 'e1', status: 'RUNNING', phase: 'verifying' } },
      'emergency_stop e1 is under way: verifying\n',
    ],
    [
      'no comparison with the broker',
      { reconciliations: [] },
      'reconciliation of ledger and broker was never made: run `tidegate reconcile`\n',
    ],
    [
      'one that waits',
      { reconciliations: [{ ...AGREED, status: 'WAITING_FOR_APPROVAL', finishedAt: null }] },
      'reconciliation r1 is WAITING_FOR_APPROVAL\n',
    ],
    [
      'one that nobody answered',
      { reconciliations: [{ ...AGREED, outcome: 'unanswered' }] },
      'reconciliation r1 was not answered by the broker: run `tidegate reconcile`\n',
    ],
    [
      'differences',
      { reconciliations: [{ ...AGREED, outcome: 'drift', open: 2 }] },
      'reconciliation r1 has left 2 differences between ledger and broker: drift\n',
    ],
    [
      'an old one',
      { reconciliations: [{ ...AGREED, finishedAt: ago(60) }] },
      'reconciliation r1 is 60 minutes old, expected less than 60: run `tidegate reconcile`\n',
    ],
  ])('Given %s, Then it is named, and exit 3', async (_, system, stdout) => {
    const result = await check(system);

    expect([result.code, result.stdout]).toEqual([3, stdout]);
    expect(result.stderr).toBe('error: 1 in the way: without its functions nobody looks after them any more\n');
  });

  it('Given a stop that is done, Then it stands in no way', async () => {
    expect(await check({ stop: { id: 'e1', status: 'DONE', phase: 'done' } })).toMatchObject({ code: 0 });
  });

  it('Given several obstacles, When JSON is asked for, Then all are told at once', async () => {
    const { code, stdout } = await check({ orders: [ORDER], status: { positions: [POSITION] } }, '--json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      environment: 'prod',
      account: 'main',
      obstacles: [
        { kind: 'position', subject: 'BTC/USD', detail: 'of 2 is open, last price 50' },
        { kind: 'order', subject: 'o1', detail: '(stop sell 2 BTC/USD) is ACCEPTED' },
      ],
    });
  });

  it.each(['/status', '/orders', '/reconciliations', '/emergency-stop'])(
    'Given %s without an answer, Then that is no leave: exit 1',
    async (path) => {
      stub.answer((request) => {
        if (request.path.startsWith(path)) return problemReply(403, 'no');
        if (request.path === '/status') return { status: 200, body: STATUS };
        return { status: 200, body: { items: [AGREED], nextCursor: null, status: 'DONE' } };
      });
      const result = await runCli(['teardown', 'check'], stub.env);

      expect([result.code, result.stdout]).toEqual([1, '']);
    },
  );
});
