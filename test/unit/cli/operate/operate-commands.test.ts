import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiStub, problemReply, type StubReply } from '../../../support/api-stub.ts';
import { type CliResult, runCli } from '../../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-operate-commands-'));
let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(async () => {
  await stub.close();
  rmSync(folder, { recursive: true });
});

const ORDER = 'a'.repeat(32);
const SESSION = 'b'.repeat(32);
const PATH = `/orders/${ORDER}`;

function operate(...argv: readonly string[]): Promise<CliResult> {
  return runCli(argv, stub.env);
}

function ok(body: unknown, status = 200): StubReply {
  return { status, body };
}

const QUEUED = ok({ clientOrderId: ORDER, status: 'QUEUED' }, 202);
const UNKNOWN_ORDER = problemReply(404, `there is no order ${ORDER}`);

function anOrder(changes: object = {}) {
  return {
    clientOrderId: ORDER,
    brokerOrderId: null,
    sessionId: SESSION,
    strategy: 'operator',
    symbol: 'BTC/USD',
    side: 'buy',
    kind: 'entry',
    purpose: 'manual',
    quantity: '0.100000000000000000001',
    filledQuantity: '0',
    averagePrice: null,
    fees: '0',
    type: 'limit',
    timeInForce: 'gtc',
    limitPrice: '65000.10',
    stopPrice: null,
    stopLoss: null,
    takeProfit: null,
    postOnly: true,
    reduceOnly: false,
    state: 'SUBMITTED',
    outcomeUnknown: false,
    cancelRequested: false,
    cause: null,
    violations: [],
    reason: 'manual order',
    createdAt: '2026-01-05T10:00:00.000Z',
    updatedAt: '2026-01-05T10:00:00.000Z',
    ...changes,
  };
}

function aSession(status: string) {
  const figures = { totalTrades: 0, winningTrades: 0, losingTrades: 0, totalPnl: '0', maxDrawdown: 0 };
  const times = { startedAt: '2026-01-05T10:00:00.000Z', endsAt: null, stoppedAt: null, stopReason: null };
  const names = { id: SESSION, account: 'main', environment: 'paper', strategies: ['sma'], symbols: ['BTC/USD'] };
  return { ...names, status, ...times, ...figures };
}

/** The n-th answer to a look, the last one again and again. */
function inTurn<Item>(items: readonly Item[]): () => Item {
  let next = 0;
  return () => items[Math.min(next++, items.length - 1)] as Item;
}

const PLACE = ['orders', 'place', '--symbol', 'btc-usd', '--side', 'buy', '--qty', '0.100000000000000000'];

describe('orders place', () => {
  it('Given an order on its way, When it is placed, Then the command waits until the venue has it, and prints it', async () => {
    const look = inTurn([UNKNOWN_ORDER, ok(anOrder()), ok(anOrder({ brokerOrderId: 'v1', state: 'ACCEPTED' }))]);
    stub.answer(({ method }) => (method === 'POST' ? QUEUED : look()));
    const { code, stdout, stderr } = await operate(...PLACE, '--limit-price', '65000.10', '--post-only');
    expect([code, stderr]).toEqual([0, '']);
    expect(stub.asked).toEqual(['POST /orders', `GET ${PATH}`, `GET ${PATH}`, `GET ${PATH}`]);
    expect(JSON.parse(stub.requests[0]?.body ?? '')).toEqual({
      symbol: 'BTC/USD',
      side: 'buy',
      quantity: '0.1',
      type: 'limit',
      limitPrice: '65000.1',
      timeInForce: 'gtc',
      postOnly: true,
    });
    expect(stdout).toContain('state          ACCEPTED\n');
    expect(stdout).toContain('quantity       0.100000000000000000001\n');
    expect(stdout).toContain('type           limit, gtc, post only\n');
  });

  it('Given --json, When it is placed, Then stdout is the body as it came', async () => {
    const text = `{"clientOrderId":"${ORDER}",  "brokerOrderId":"v1","price":0.10}`;
    stub.answer(({ method }) => (method === 'POST' ? QUEUED : ok(text)));
    expect(await operate(...PLACE, '--json')).toEqual({ code: 0, stdout: `${text}\n`, stderr: '' });
  });

  it('Given --no-wait and a key, When it is placed, Then it ends with the 202', async () => {
    stub.answer(() => QUEUED);
    const { code, stdout } = await operate(...PLACE, '--no-wait', '--json', '--idempotency-key', 'mine');
    expect([code, stub.requests.length, stub.requests[0]?.headers['idempotency-key']]).toEqual([0, 1, 'mine']);
    expect(JSON.parse(stdout)).toEqual({ clientOrderId: ORDER, status: 'QUEUED' });
  });

  it('Given no key, When two orders are placed, Then each has a random one of its own', async () => {
    stub.answer(() => QUEUED);
    await operate(...PLACE, '--no-wait');
    await operate(...PLACE, '--no-wait');
    const keys = stub.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it.each<[string, object, number, string]>([
    [
      'denied on the way',
      { state: 'REJECTED', cause: 'RISK', violations: [{ rule: 'r', limit: '1', value: '2', unit: 'USD' }] },
      3,
      `error: order ${ORDER} is REJECTED (RISK)\n  r: received 2, limit 1 (USD)\n`,
    ],
    [
      'that never reached the venue',
      { state: 'FAILED', cause: 'ABSENT_AT_VENUE' },
      1,
      `error: order ${ORDER} is FAILED (ABSENT_AT_VENUE)\n`,
    ],
  ])(
    'Given an order %s, When it is placed, Then it is printed and the exit code says so',
    async (_, changes, code, stderr) => {
      stub.answer(({ method }) => (method === 'POST' ? QUEUED : ok(anOrder(changes))));
      const result = await operate(...PLACE);
      expect([result.code, result.stderr]).toEqual([code, stderr]);
      expect(result.stdout).toContain(`order          ${ORDER}`);
    },
  );

  it('Given an order that does not get on, When the time is over, Then it exits with 1 and says what it is', async () => {
    stub.answer(({ method }) => (method === 'POST' ? QUEUED : UNKNOWN_ORDER));
    const { code, stderr } = await operate(...PLACE, '--timeout', '1');
    expect([code, stderr]).toEqual([
      1,
      `error: order ${ORDER} is still QUEUED after 1 s of waiting (--timeout); \`orders show\` tells how it goes on\n`,
    ]);
  });

  it.each<[string, readonly string[], string]>([
    ['a quantity that is none', ['--qty', 'ten'], '--qty: received "ten"'],
    ['a side that is none', ['--qty', '1', '--side', 'long'], '--side: received "long", expected one of buy, sell'],
    [
      'a price that its type has no use for',
      ['--qty', '1', '--side', 'buy', '--type', 'market', '--limit-price', '5'],
      'market order with limitPrice',
    ],
    ['a time in force that is none', ['--qty', '1', '--side', 'buy', '--tif', 'now'], '--tif: received "now"'],
    ['a time to wait that is none', ['--qty', '1', '--side', 'buy', '--timeout', '0'], '--timeout: received "0"'],
    [
      'a key with a space',
      ['--qty', '1', '--side', 'buy', '--idempotency-key', 'a b'],
      '--idempotency-key: received "a b"',
    ],
  ])('Given %s, When it is placed, Then it exits with 2 and asks nothing', async (_, flags, message) => {
    stub.answer(() => QUEUED);
    const side = flags.includes('--side') ? [] : ['--side', 'buy'];
    const { code, stderr } = await operate('orders', 'place', '--symbol', 'SPY', ...side, ...flags);
    expect([code, stderr.includes(message), stub.requests.length]).toEqual([2, true, 0]);
  });
});

describe('orders cancel', () => {
  it('Given an answer that was lost, When the repeat is refused because it is done, Then the command has done its work', async () => {
    const first = inTurn<StubReply>(['drop', problemReply(409, 'order is CANCELLED')]);
    stub.answer(({ method }) => (method === 'DELETE' ? first() : ok(anOrder({ state: 'CANCELLED' }))));
    const { code, stdout } = await operate('orders', 'cancel', ORDER);
    expect([code, stdout.includes('CANCELLED')]).toEqual([0, true]);
  });

  it('Given an order that has ended, When it is cancelled, Then it is refused with 3, and --json has the problem', async () => {
    stub.answer(() => problemReply(409, 'order is FILLED'));
    const { code, stdout, stderr } = await operate('orders', 'cancel', ORDER, '--json');
    expect([code, stderr]).toEqual([3, 'error: order is FILLED\n']);
    expect(JSON.parse(stdout)).toMatchObject({ status: 409, detail: 'order is FILLED' });
  });

  it('Given an order that fills before its cancel comes, When it is awaited, Then it exits with 3', async () => {
    stub.answer(({ method }) => (method === 'DELETE' ? QUEUED : ok(anOrder({ state: 'FILLED' }))));
    const { code, stderr } = await operate('orders', 'cancel', ORDER);
    expect([code, stderr.includes('it ended before it could be cancelled')]).toEqual([3, true]);
  });

  it('Given an id that is none, When it is cancelled, Then it exits with 2 and asks nothing', async () => {
    stub.answer(() => QUEUED);
    const { code, stderr } = await operate('orders', 'cancel', '../sessions');
    expect([code, stub.requests.length]).toEqual([2, 0]);
    expect(stderr).toBe('error: order: received "../sessions", expected 32 lower-case hex digits\n');
  });
});

describe('dangerous acts', () => {
  it.each([
    ['positions', 'close', 'BTC/USD'],
    ['positions', 'adjust', 'BTC/USD', '--target', '0'],
    ['session', 'stop', SESSION],
  ])('Given nobody to ask, When %s %s is not confirmed, Then it exits with 2 and changes nothing', async (...argv) => {
    stub.answer(() => QUEUED);
    const { code, stderr } = await operate(...argv);
    expect([code, stub.requests.length]).toEqual([2, 0]);
    expect(stderr).toMatch(/: nobody can be asked without a terminal, expected --yes\n$/);
  });

  it('Given --yes, When a position is closed, Then the command waits until it is flat', async () => {
    const held = inTurn([[{ symbol: 'BTC/USD', quantity: '1.0' }], []]);
    stub.answer(({ method, path }) => {
      if (method === 'POST') return QUEUED;
      return path === '/positions' ? ok(held()) : ok(anOrder({ state: 'ACCEPTED', type: 'market' }));
    });
    const { code } = await operate('positions', 'close', 'btcusd', '--yes', '--reason', 'enough');
    expect([code, stub.asked[0], stub.requests[0]?.body]).toEqual([
      0,
      'POST /positions/BTC-USD/close',
      '{"reason":"enough"}',
    ]);
  });

  it('Given an order that ends without a fill, When a position is closed, Then it exits with 1 and says what is left', async () => {
    stub.answer(({ method, path }) => {
      if (method === 'POST') return QUEUED;
      return path === '/positions' ? ok([{ symbol: 'BTC/USD', quantity: '1.0' }]) : ok(anOrder({ state: 'EXPIRED' }));
    });
    const { code, stderr } = await operate('positions', 'close', 'BTC/USD', '--yes');
    expect([code, stderr]).toEqual([1, `error: position BTC/USD is 1, not 0: order ${ORDER} has ended\n`]);
  });
});

describe('session verbs', () => {
  it('Given no id, When the session is paused, Then it is the one that holds the account', async () => {
    stub.answer(({ method, path }) => {
      if (path === '/status') return ok({ session: { id: SESSION } });
      return method === 'POST' ? ok({ id: SESSION, status: 'PAUSED' }, 202) : ok(aSession('PAUSED'));
    });
    const { code, stdout } = await operate('session', 'pause');
    expect([code, stdout.includes('status       PAUSED')]).toEqual([0, true]);
    expect(stub.asked).toEqual(['GET /status', `POST /sessions/${SESSION}/pause`, `GET /sessions/${SESSION}`]);
  });

  it('Given that none holds the account, When it is paused, Then it is refused with 3', async () => {
    stub.answer(() => ok({ session: null }));
    expect((await operate('session', 'pause')).code).toBe(3);
  });

  it('Given an answer that was lost, When the repeat of a pause is refused because it is done, Then it is done', async () => {
    const post = inTurn<StubReply>(['drop', problemReply(409, 'session is PAUSED')]);
    stub.answer(({ method }) => (method === 'POST' ? post() : ok(aSession('PAUSED'))));
    expect((await operate('session', 'pause', SESSION)).code).toBe(0);
  });

  it('Given a session that is PAUSED already, When it is paused, Then it is refused with 3', async () => {
    stub.answer(({ method }) => (method === 'POST' ? problemReply(409, 'session is PAUSED') : ok(aSession('PAUSED'))));
    expect((await operate('session', 'pause', SESSION)).code).toBe(3);
  });

  it('Given orders that work on, When it is stopped, Then the command says that it is STOPPING and why', async () => {
    stub.answer(({ method, path }) => {
      if (method === 'POST') return ok({ id: SESSION, status: 'STOPPING' }, 202);
      const orders = [anOrder({ state: 'ACCEPTED' }), anOrder({ purpose: 'protection' })];
      return path.startsWith('/orders') ? ok({ items: orders, nextCursor: null }) : ok(aSession('STOPPING'));
    });
    const { code, stdout, stderr } = await operate('session', 'stop', SESSION, '--yes');
    expect([code, stdout.includes('STOPPING')]).toEqual([0, true]);
    expect(stderr.split('\n').slice(1)).toEqual([
      `  ${ORDER} buy 0.100000000000000000001 BTC/USD limit at 65000.10`,
      '',
    ]);
  });

  it('Given a session whose reconciliation ends badly, When it is started, Then it is refused with the reason', async () => {
    const look = inTurn([aSession('STARTING'), { ...aSession('ERROR'), stopReason: 'reconciliation r ended halted' }]);
    stub.answer(({ method }) => (method === 'POST' ? ok({ id: SESSION, status: 'STARTING' }, 202) : ok(look())));
    const { code, stderr } = await operate('session', 'start');
    expect([code, stderr]).toEqual([3, `error: session ${SESSION} is in ERROR: reconciliation r ended halted\n`]);
  });

  it('Given the key of a session that has ended, When it is started, Then it is refused with 3', async () => {
    stub.answer(({ method }) =>
      method === 'POST' ? ok({ id: SESSION, status: 'STOPPED' }, 202) : ok(aSession('STOPPED')),
    );
    const { code, stderr } = await operate('session', 'start', '--idempotency-key', 'old', '--symbol', 'BTC/USD');
    expect([code, stderr]).toEqual([
      3,
      `error: session ${SESSION} is STOPPED: the idempotency key is that of an earlier start\n`,
    ]);
    expect(stub.requests[0]?.body).toBe('{"symbols":["BTC/USD"]}');
  });
});

describe('lists', () => {
  const FILLS = ['1', '2', '3'].map((id) => ({
    id,
    clientOrderId: ORDER,
    sessionId: SESSION,
    symbol: 'BTC/USD',
    side: 'buy',
    quantity: `0.${id}`,
    price: '65000.10',
    notional: '1',
    fee: '0.001',
    otherFees: [{ currency: 'BNB', amount: '0.5' }],
    time: `2026-01-05T10:0${id}:00.000Z`,
  }));
  const paged = (path: string): StubReply => {
    const isSecond = path.includes('cursor=next');
    const items = isSecond ? [FILLS[0]] : [FILLS[2], FILLS[1]];
    return ok({ items, nextCursor: isSecond ? null : 'next' });
  };

  it('Given orders, When they are listed, Then figures stand at the right, and what is unknown is a dash', async () => {
    const items = [
      anOrder({ quantity: '1', state: 'FILLED', filledQuantity: '1' }),
      anOrder({ outcomeUnknown: true, cause: 'a\u001b[2J' }),
    ];
    stub.answer(() => ok({ items, nextCursor: 'more' }));
    const { stdout, stderr } = await operate(
      'orders',
      'list',
      '--state',
      'Rejected',
      '--symbol',
      'BTC-USD',
      '--limit',
      '2',
    );
    expect(stub.asked).toEqual(['GET /orders?state=REJECTED&symbol=BTC%2FUSD&limit=2']);
    expect(stderr).toBe('there is more: --cursor more\n');
    expect(stdout).toBe(
      [
        'order                             created                   symbol   side                 quantity  type      limit  stop  filled  average  state                       by        why',
        `${ORDER}  2026-01-05T10:00:00.000Z  BTC/USD  buy                         1  limit  65000.10     -       1        -  FILLED                      operator  manual`,
        `${ORDER}  2026-01-05T10:00:00.000Z  BTC/USD  buy   0.100000000000000000001  limit  65000.10     -       0        -  SUBMITTED, outcome unknown  operator  a\\u001b[2J`,
        '',
      ].join('\n'),
    );
  });

  it('Given signals, When they are listed, Then each says what became of it and why', async () => {
    const signal = {
      id: '1',
      source: 'webhook',
      sessionId: null,
      strategy: 'tradingview',
      symbol: 'BTC/USD',
      signal: 'BUY',
      strength: 50,
      reason: 'signal a-1',
      time: '2026-01-05T10:00:00.000Z',
      receivedAt: '2026-01-05T10:00:01.000Z',
      status: 'DENIED',
      clientOrderId: null,
      cause: 'session',
      detail: 'the session is not there',
      violations: [],
    };
    const acted = { ...signal, status: 'ACTED', cause: null, detail: null, clientOrderId: ORDER };
    stub.answer(() => ok({ items: [acted, signal], nextCursor: 'more' }));
    const { code, stdout, stderr } = await operate(
      'signals',
      'list',
      '--strategy',
      'tradingview',
      '--session',
      SESSION,
    );
    expect(stub.asked).toEqual([`GET /signals?session=${SESSION}&strategy=tradingview`]);
    expect([code, stderr]).toEqual([0, 'there is more: --cursor more\n']);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/).slice(6))).toEqual([
      ['status', 'why', 'order', 'reason'],
      ['ACTED', '-', ORDER, 'signal a-1'],
      ['DENIED', 'session: the session is not there', '-', 'signal a-1'],
      [],
    ]);
  });

  it('Given two pages of fills, When they are exported, Then all are there, the earliest first', async () => {
    stub.answer(({ path }) => paged(path));
    const out = join(folder, 'fills.csv');
    const { code, stderr } = await operate('fills', 'export', '--out', out);
    expect([code, stderr]).toEqual([0, `3 fills in ${out}\n`]);
    const [header, ...rows] = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(header).toBe('time,symbol,side,quantity,price,notional,fee,other_fees,client_order_id,session_id,fill_id');
    expect(rows[0]).toBe(`2026-01-05T10:01:00.000Z,BTC/USD,buy,0.1,65000.10,1,0.001,0.5 BNB,${ORDER},${SESSION},1`);
    expect(rows.map((row) => row.split(',').at(-1))).toEqual(['1', '2', '3']);
    expect((await operate('fills', 'export', '--out', out)).code).toBe(2);
  });

  it('Given ndjson, When fills are exported, Then each line is a fill as the API tells it', async () => {
    stub.answer(({ path }) => paged(path));
    const { stdout } = await operate('fills', 'export', '--format', 'ndjson');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(FILLS);
  });

  it('Given a failure on the second page, When fills are exported, Then no file is left', async () => {
    stub.answer(({ path }) => (path.includes('cursor') ? { status: 403, body: '' } : paged(path)));
    const out = join(folder, 'half.csv');
    expect((await operate('fills', 'export', '--out', out)).code).toBe(1);
    expect(existsSync(out)).toBe(false);
  });
});

describe('status --watch', () => {
  it('Given a server that fails for a while, When it is watched, Then the failure is told and the watch goes on', async () => {
    stub.answer((_, number) =>
      number <= 4
        ? { status: 503, body: '' }
        : ok({ session: null, positions: [], risk: null, modeCause: null, mode: 'NORMAL' }),
    );
    const { code, stdout, stderr } = await operate('status', '--watch', '1', '--count', '2');
    expect([code, stdout.includes('mode                  NORMAL')]).toEqual([0, true]);
    expect(stderr).toContain('GET /status: received 503\n');
  });
});
