import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorFlags } from '#cli/doctor/doctor-options.ts';
import { runDoctor } from '#cli/doctor/run-doctor.ts';
import { kindOfHost } from '#cli/doctor/venue-host.ts';
import { CUT_JSON, DROPPED, FakeVenue, HTML_502, say } from '../../support/fake-venue.ts';
import { runCli } from '../../support/run-cli.ts';

const NOW = Date.UTC(2026, 0, 5, 15, 0);
const SECRETS = ['KEY-ID-7', 'SECRET-7', 'BINANCE-KEY', 'BINANCE-SECRET'];

const clock = (ahead: number) =>
  say(
    JSON.stringify({
      timestamp: new Date(NOW + ahead).toISOString(),
      is_open: true,
      next_open: '2026-01-06T09:30:00-05:00',
      next_close: '2026-01-05T16:00:00-05:00',
    }),
    200,
    { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '198' },
  );
const ACCOUNT = {
  status: 'ACTIVE',
  currency: 'USD',
  cash: '1000.50',
  account_blocked: false,
  trading_blocked: false,
  trade_suspended_by_user: false,
  pattern_day_trader: false,
  shorting_enabled: true,
  crypto_status: 'ACTIVE',
};
const SPY = { class: 'us_equity', status: 'active', tradable: true, fractionable: true };
const BTC = {
  class: 'crypto',
  status: 'active',
  tradable: true,
  fractionable: true,
  min_trade_increment: '0.000000001',
  price_increment: '0.01',
};

interface Report {
  readonly ok: boolean;
  readonly checks: readonly { name: string; status: string; detail: string; advice: string | null }[];
}

describe('tidegate doctor', () => {
  let venue: FakeVenue;
  let text: string;

  beforeEach(async () => {
    venue = await FakeVenue.start();
    const routes = {
      '/v2/clock': clock(0),
      '/v2/account': say(JSON.stringify(ACCOUNT)),
      '/v2/positions': say('[]'),
      '/v2/assets/SPY': say(JSON.stringify(SPY)),
      '/v2/assets/BTC%2FUSD': say(JSON.stringify(BTC)),
      '/api/v3/time': say(`{"serverTime":${NOW}}`),
      '/api/v3/account': say('{"canTrade":true,"balances":[{"asset":"USDT","free":"12.50","locked":"1"}]}', 200, {
        'x-mbx-used-weight-1m': '21',
      }),
    };
    for (const [path, answer] of Object.entries(routes)) venue.routes.set(path, answer);
    text = '';
  });
  afterEach(async () => {
    await venue.stop();
    process.exitCode = undefined;
  });

  const examine = async (
    more: Partial<DoctorFlags> = {},
    env: Record<string, string> = venue.env,
    nodeVersion = '24.9.0',
  ) => {
    text = '';
    process.exitCode = undefined;
    const terminal = { stdout: { write: (part: string) => (text += part) }, stderr: { write: () => true }, env };
    const flags = { broker: 'alpaca', symbol: ['SPY', 'BTC/USD'], json: true, ...more };
    await runDoctor(flags, terminal, { now: () => NOW, nodeVersion });
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    return flags.json ? (JSON.parse(text) as Report) : { ok: false, checks: [] };
  };
  const statusOf = (report: Report, name: string) => report.checks.find((check) => check.name === name)?.status;
  const ccxtEnv = () => ({ ...venue.env, BINANCE_API_KEY: 'BINANCE-KEY', BINANCE_API_SECRET: 'BINANCE-SECRET' });

  it('Given a sound paper account at Alpaca, Then every check is ok and the exit code 0', async () => {
    const report = await examine();
    expect(report.checks.map(({ name, status, detail }) => `${status} ${name}: ${detail}`)).toEqual([
      'ok node: 24.9.0',
      'ok credentials: APCA_API_KEY_ID, APCA_API_SECRET_KEY are set',
      `ok host: ${new URL(venue.url).host}: paper or testnet, no real money`,
      "ok clock: the venue's clock is 0.0 s ahead of ours",
      'ok account: ACTIVE, 1000.5 USD of cash',
      'ok permissions: trading is allowed',
      'ok positions: flat',
      'ok symbol SPY: lot 0.000000001, tick 0.01, least notional 1, in fractions',
      'ok symbol BTC/USD: lot 0.000000001, tick 0.01, least notional unknown, in fractions',
      'ok market: open until 2026-01-05T21:00:00Z',
      'ok rate limit: 198 of 200 requests a minute are left',
    ]);
    expect([report.ok, process.exitCode]).toEqual([true, undefined]);
    expect(venue.urls.filter(({ pathname }) => pathname.includes('order'))).toEqual([]);
  });

  it('Given text, Then it is a line a check and a line of counts', async () => {
    await examine({ json: false });
    expect(text.trimEnd().split('\n')).toHaveLength(12);
    expect(text).toContain('ok    account           ACTIVE, 1000.5 USD of cash\n');
    expect(text).toContain('11 ok, 0 warnings, 0 failed');
  });

  it('Given a sound key at an exchange, Then every check is ok', async () => {
    const report = await examine({ broker: 'ccxt:binance', symbol: ['BTC/USDT'] }, ccxtEnv());
    const told = report.checks.slice(1).map(({ name, status, detail }) => `${status} ${name}: ${detail}`);
    expect(told).toEqual([
      'ok credentials: CCXT_BINANCE_API_KEY, CCXT_BINANCE_SECRET are set',
      `ok host: ${new URL(venue.url).host}: paper or testnet, no real money`,
      "ok clock: the venue's clock is 0.0 s ahead of ours",
      'ok account: the keys work, 13.5 USDT of cash',
      'ok permissions: trading is allowed',
      'ok positions: flat',
      'ok symbol BTC/USDT: lot 0.00001, tick 0.01, least notional 5, in fractions',
      'ok market: never closes',
      'ok rate limit: x-mbx-used-weight-1m 21',
    ]);
  });

  it.each([
    [900, 'ok'],
    [-900, 'ok'],
    [1_100, 'warn'],
    [-4_900, 'warn'],
    [5_100, 'fail'],
    [-60_000, 'fail'],
  ])('Given a venue whose clock is %d ms ahead, Then the check is %s', async (ahead, status) => {
    venue.routes.set('/v2/clock', clock(ahead));
    venue.routes.set('/api/v3/time', say(`{"serverTime":${NOW + ahead}}`));
    const reports = [await examine(), await examine({ broker: 'ccxt:binance', symbol: [] }, ccxtEnv())];
    expect(reports.map((report) => statusOf(report, 'clock'))).toEqual([status, status]);
    expect(process.exitCode).toBe(status === 'fail' ? 1 : undefined);
  });

  it.each([
    ['account_blocked', { account_blocked: true }, 'fail'],
    ['trading_blocked', { trading_blocked: true }, 'fail'],
    ['trade_suspended_by_user', { trade_suspended_by_user: true }, 'fail'],
    ['the account is ONBOARDING', { status: 'ONBOARDING' }, 'fail'],
    ['pattern_day_trader', { pattern_day_trader: true }, 'warn'],
    ['no short sales', { shorting_enabled: false }, 'warn'],
    ['crypto is INACTIVE', { crypto_status: 'INACTIVE' }, 'warn'],
  ])('Given %s, Then permissions say so', async (detail, more, status) => {
    venue.routes.set('/v2/account', say(JSON.stringify({ ...ACCOUNT, ...more })));
    const report = await examine();
    expect(report.checks.find(({ name }) => name === 'permissions')).toMatchObject({ status, detail });
    expect(report.ok).toBe(status !== 'fail');
  });

  it.each([
    ['an unknown symbol', say('{"message":"asset not found"}', 404), 'fail', 'no such symbol'],
    ['a symbol that is not traded', say(JSON.stringify({ ...SPY, tradable: false })), 'fail', 'does not trade it'],
    [
      'whole shares only',
      say(JSON.stringify({ ...SPY, fractionable: false })),
      'ok',
      'lot 1, tick 0.01, least notional unknown, whole units only',
    ],
  ])('Given %s, Then its check tells', async (_case, answer, status, detail) => {
    venue.routes.set('/v2/assets/SPY', answer);
    const check = (await examine()).checks.find(({ name }) => name === 'symbol SPY');
    expect(check).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });

  it('Given keys that are refused, Then the account fails, says what to do, and hides what the venue echoes', async () => {
    venue.routes.set('/v2/account', say('{"message":"forbidden KEY-ID-7 SECRET-7"}', 403));
    const report = await examine();
    expect(report.checks.find(({ name }) => name === 'account')).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('paper keys do not open the live one'),
    });
    venue.routes.set('/api/v3/account', say('{"code":-2015,"msg":"Invalid API-key BINANCE-KEY"}', 401));
    const other = await examine({ broker: 'ccxt:binance', symbol: [] }, ccxtEnv());
    expect(other.checks.find(({ name }) => name === 'account')).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('check both keys'),
    });
  });

  it.each(['{}', 'null', '{"balances":7}', '{"code":0,"msg":"welcome"}'])(
    'Given a venue that answers %s where the account should be, Then the account fails, with what was received and what to do',
    async (answer) => {
      venue.routes.set('/api/v3/account', say(answer));
      const report = await examine({ broker: 'ccxt:binance', symbol: ['BTC/USDT'] }, ccxtEnv());
      expect(report.checks.find(({ name }) => name === 'account')).toMatchObject({
        status: 'fail',
        detail: `balance: received ${answer}, expected a list under balances`,
        advice: expect.stringContaining('check that the address is that of the venue'),
      });
      expect([report.ok, process.exitCode]).toEqual([false, 1]);
      venue.routes.set('/v2/account', say(answer));
      expect(statusOf(await examine(), 'account')).toBe('fail');
    },
  );

  it('Given an exchange that nobody has studied and answers {} where the account should be, Then the account fails', async () => {
    for (const path of ['/markets', '/v2/trade/get-balances', '/accounts/balances']) venue.routes.set(path, say('{}'));
    const env = {
      CCXT_POLONIEX_BASE_URL: venue.url,
      CCXT_POLONIEX_API_KEY: 'KEY-ID-7',
      CCXT_POLONIEX_SECRET: 'SECRET-7',
    };
    const report = await examine({ broker: 'ccxt:poloniex', symbol: [] }, env);
    expect(report.checks.map(({ detail }) => detail)).not.toContainEqual(expect.stringContaining('the keys work'));
    expect(report.ok).toBe(false);
  });

  it('Given an exchange, Then a symbol that it has not, and what is held of one that it has, are told', async () => {
    venue.routes.set('/api/v3/account', say('{"balances":[{"asset":"BTC","free":"0.5","locked":"0"}]}'));
    const report = await examine({ broker: 'ccxt:binance', symbol: ['BTC/USDT'] }, ccxtEnv());
    expect(report.checks.find(({ name }) => name === 'positions')).toMatchObject({
      status: 'warn',
      detail: '0.5 BTC/USDT',
    });
    const other = await examine({ broker: 'ccxt:binance', symbol: ['NO/USDT'] }, ccxtEnv());
    expect(other.checks.find(({ name }) => name === 'symbol NO/USDT')).toMatchObject({
      status: 'fail',
      detail: 'the venue has no such symbol',
    });
    expect(statusOf(other, 'account')).toBe('ok');
  });

  it.each([
    ['an HTML 502', HTML_502],
    ['a dropped connection', DROPPED],
  ])('Given %s, Then the venue is asked once and the exit code is 1', async (_case, answer) => {
    venue.routes.set('/v2/clock', answer);
    const report = await examine();
    expect(report.checks.at(-1)).toMatchObject({ name: 'clock', status: 'fail' });
    expect([venue.urls.length, process.exitCode]).toEqual([1, 1]);
  });

  it('Given an answer that is cut, Then its check fails and the others go on', async () => {
    venue.routes.set('/v2/positions', CUT_JSON);
    const report = await examine();
    expect(statusOf(report, 'positions')).toBe('fail');
    expect(statusOf(report, 'market')).toBe('ok');
  });

  it('Given positions and few requests left, Then both are warnings and the exit code is 0', async () => {
    venue.routes.set('/v2/positions', say('[{"symbol":"SPY","qty":"-3"}]'));
    venue.routes.set(
      '/v2/clock',
      say(
        JSON.stringify({
          timestamp: new Date(NOW).toISOString(),
          is_open: false,
          next_open: '2026-01-06T14:30:00Z',
          next_close: '2026-01-06T21:00:00Z',
        }),
        200,
        { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '3' },
      ),
    );
    const report = await examine();
    expect(
      report.checks.filter(({ status }) => status === 'warn').map(({ name, detail }) => `${name}: ${detail}`),
    ).toEqual(['positions: -3 SPY', 'rate limit: 3 of 200 requests a minute are left']);
    expect(report.checks.find(({ name }) => name === 'market')?.detail).toBe('closed until 2026-01-06T14:30:00Z');
    expect(process.exitCode).toBeUndefined();
  });

  it.each([
    ['https://api.alpaca.markets', 'live'],
    ['https://api.alpaca.markets.', 'live'],
    ['https://paper-api.alpaca.markets', 'paper'],
    ['https://paper-api.alpaca.markets:8443', 'live'],
    ['https://paper-api.alpaca.markets.example.com', 'live'],
    ['https://example.com/paper-api.alpaca.markets', 'live'],
    ['http://127.0.0.1:9', 'paper'],
    ['http://localhost:9', 'paper'],
  ])('Given %s, Then it counts as %s', (url, kind) => {
    expect(kindOfHost(url)).toBe(kind);
  });

  it('Given a live host without --live, Then nothing is asked', async () => {
    const report = await examine({}, { ...venue.env, APCA_API_BASE_URL: 'https://api.alpaca.markets' });
    expect(report.checks.at(-1)).toMatchObject({ name: 'host', status: 'fail' });
    const kraken = await examine(
      { broker: 'ccxt:kraken', symbol: [] },
      { CCXT_KRAKEN_API_KEY: 'k-1234', CCXT_KRAKEN_SECRET: 's-1234' },
    );
    expect(kraken.checks.at(-1)).toMatchObject({
      name: 'host',
      status: 'fail',
      advice: expect.stringContaining('no testnet'),
    });
    expect(venue.urls).toEqual([]);
  });

  it('Given no keys, or another Node, Then that fails by name and nothing is asked', async () => {
    const { APCA_API_SECRET_KEY: _none, ...env } = venue.env;
    const report = await examine({}, env, '20.1.0');
    expect(report.checks.slice(0, 2).map(({ detail }) => detail)).toEqual([
      '20.1.0, expected 24',
      'APCA_API_SECRET_KEY or ALPACA_SECRET_KEY not set',
    ]);
    expect([venue.urls.length, process.exitCode]).toEqual([0, 1]);
  });

  it.each([
    ['a broker', ['--broker', 'ib'], '--broker: received "ib", expected alpaca or ccxt:ID'],
    ['an exchange', ['--broker', 'ccxt:nope'], '--broker: received "ccxt:nope", expected an exchange of CCXT'],
    ['a symbol', ['--symbol', '?'], '--symbol: received "?"'],
    ['a configuration', ['--config', 'no-such.yaml'], 'no such file'],
  ])('Given %s that is none, Then the exit code is 2', async (_case, argv, message) => {
    const result = await runCli(['doctor', ...argv], venue.env);
    expect(result.stderr).toContain(message);
    expect([result.code, result.stdout, venue.urls.length]).toEqual([2, '', 0]);
  });
});
