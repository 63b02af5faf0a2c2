import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiStub, problemReply } from '../../../support/api-stub.ts';
import { runCli } from '../../../support/run-cli.ts';

let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(() => stub.close());

const BODY = {
  day: '2026-01-05',
  currency: 'USD',
  startEquity: '10000',
  endEquity: '9990.5',
  pnl: '-9.5',
  realizedPnl: '-9.5',
  transfers: '0',
  fees: '1.25',
  otherFees: { BNB: '0.01' },
  orders: { FILLED: 2, denied: 1 },
  fills: 2,
  closedTrades: 1,
  wins: 0,
  winRate: 0,
  maxDrawdown: 0.0123,
  riskEvents: { warning: 1 },
  now: { positions: [{ symbol: 'BTC/USD', quantity: '0.5' }], unresolvedDrift: null },
};

describe('tidegate account day', () => {
  it('Given a day, When it is asked for, Then its figures are printed', async () => {
    stub.answer(() => ({ status: 200, body: BODY }));
    const { code, stdout } = await runCli(['account', 'day', '2026-01-05'], stub.env);
    expect([code, stub.requests.at(-1)?.path]).toEqual([0, '/days/2026-01-05']);
    expect(stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ': '))).toEqual([
      'day: 2026-01-05',
      'equity USD: 10000 -> 9990.5',
      'profit: -9.5',
      'realised, after fees: -9.5',
      'deposits and withdrawals: 0',
      'fees: 1.25',
      'fees BNB: 0.01',
      'orders: 2 FILLED, 1 denied',
      'fills: 2',
      'closed trades: 1, won 0',
      'max drawdown: 1.23 %',
      'risk events: 1 warning',
      'positions now: BTC/USD 0.5',
      'unresolved drift now: none',
      '',
    ]);
  });

  it('Given no date, Then it is today by the system’s clock; as JSON it is the body', async () => {
    stub.answer(() => ({ status: 200, body: BODY }));
    const { stdout } = await runCli(['account', 'day', '--json'], stub.env);
    expect([stub.requests.at(-1)?.path, JSON.parse(stdout)]).toEqual(['/days/today', BODY]);
  });

  it('Given a day without a session, Then the command is refused and says so', async () => {
    stub.answer(() => problemReply(404, 'no session was active on 2026-01-04'));
    const { code, stderr } = await runCli(['account', 'day', '2026-01-04'], stub.env);
    expect([code, stderr]).toEqual([3, expect.stringContaining('no session was active on 2026-01-04')]);
  });

  it.each(['yesterday', '2026-02-30', '../orders'])('Given %j, Then nothing is asked', async (date) => {
    const asked = stub.requests.length;
    const { code, stderr } = await runCli(['account', 'day', date], stub.env);
    expect([code, stderr]).toEqual([2, expect.stringContaining('expected today, or a UTC day as 2026-01-05')]);
    expect(stub.requests).toHaveLength(asked);
  });

  it('Given no day, When the account is asked for, Then it is the account', async () => {
    stub.answer(() => ({
      status: 200,
      body: { cash: { USD: '1' }, equity: '1', buyingPower: '1', marginRatio: null },
    }));
    const { code, stdout } = await runCli(['account', '--json'], stub.env);
    expect([code, stub.requests.at(-1)?.path]).toEqual([0, '/account']);
    expect(stdout).toContain('buyingPower');
  });
});
