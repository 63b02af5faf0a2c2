import { describe, expect, it } from 'vitest';
import { DEFAULT_EXECUTION } from '#domain/trading/execution-rules.ts';
import { ApiDesk } from '../../support/api-desk.ts';
import { aDeskAfter, aScript } from '../../support/exit-desk.ts';

const ORDER = { symbol: 'SYN/USD', side: 'buy', quantity: '1', type: 'limit', limitPrice: '90' };

async function askFor(changes: object, isHandReduceOnly: boolean) {
  const execution = { ...DEFAULT_EXECUTION, isHandReduceOnly };
  const [desk] = await aDeskAfter(4, aScript([], { execution }));
  const api = new ApiDesk(desk);
  const headers = { 'idempotency-key': 'one' };
  return api.call({ routeKey: 'POST /orders', headers, body: JSON.stringify({ ...ORDER, ...changes }) });
}

describe('orders by hand of an account that holds nothing', () => {
  it.each([
    ['a default of reducing only', true, {}, 422],
    ['that default, and an order that says otherwise', true, { reduceOnly: false }, 202],
    ['no such default', false, {}, 202],
    ['no such default, and an order that asks for it', false, { reduceOnly: true }, 422],
  ])('Given %s, Then an order is placed or refused by that', async (_what, isDefault, changes, status) => {
    const { body, statusCode } = await askFor(changes, isDefault);
    expect(statusCode).toBe(status);
    expect(body?.includes('exit_exceeds_position')).toBe(status === 422);
  });
});

describe('sessions that are asked for as dry runs', () => {
  it.each([
    [{ dryRun: true }, true],
    [{ dryRun: false }, false],
    [{}, false],
  ])('Given a start with %j, Then it is one, or not, and its view says so', async (body, isDry) => {
    const [desk] = await aDeskAfter(4, aScript([]));
    await desk.stop();
    const api = new ApiDesk(desk);
    const headers = { 'idempotency-key': 'another' };
    const started = await api.call({ routeKey: 'POST /sessions', headers, body: JSON.stringify(body) });
    expect(started.statusCode).toBe(202);
    const { id } = JSON.parse(started.body ?? '');
    const shown = await api.call({ routeKey: 'GET /sessions/{id}', path: { id } });
    expect(JSON.parse(shown.body ?? '').dryRun).toBe(isDry);
    const status = await api.call({ routeKey: 'GET /status' });
    expect(JSON.parse(status.body ?? '').session).toMatchObject({ id, dryRun: isDry });
  });

  it('Given a configuration of dry runs, When one is asked for that is none, Then it is refused', async () => {
    const [desk] = await aDeskAfter(4, aScript([]));
    await desk.stop();
    desk.plan = { ...desk.plan, dryRun: true };
    const headers = { 'idempotency-key': 'another' };
    const request = { routeKey: 'POST /sessions', headers, body: '{"dryRun":false}' };
    const { body, statusCode } = await new ApiDesk(desk).call(request);
    expect([statusCode, body]).toEqual([422, expect.stringContaining('the configuration says dry_run')]);
  });
});
