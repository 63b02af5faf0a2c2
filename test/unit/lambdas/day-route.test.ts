import { describe, expect, it } from 'vitest';
import { MINUTE } from '#domain/shared/instant.ts';
import { ApiDesk, anIdleApi } from '../../support/api-desk.ts';
import { barsOf } from '../../support/builders.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

/** A desk that has traded on 5 January 2026, and runs on. */
async function aTradedDesk(): Promise<PaperDesk> {
  const desk = new PaperDesk(aPlan(), barsOf([100, 100, 100, 100, 104, 108, 112, 108, 96, 90, 90, 90]));
  await desk.runAll();
  return desk;
}

const day = (desk: PaperDesk, name: string) =>
  new ApiDesk(desk).call({ routeKey: 'GET /days/{day}', path: { day: name } });

describe('GET /days/{day}', () => {
  it('Given a day that was traded on, When it is asked for, Then its figures are there, money as text and ratios as numbers', async () => {
    const { statusCode, body } = await day(await aTradedDesk(), '2026-01-05');
    expect(statusCode).toBe(200);
    expect(JSON.parse(body ?? '')).toEqual({
      day: '2026-01-05',
      currency: 'USD',
      startEquity: '10000',
      endEquity: '9241.8270046156',
      pnl: '-758.1729953844',
      realizedPnl: '-758.1729953844',
      transfers: '0',
      fees: '18.2695853844',
      otherFees: {},
      orders: { FILLED: 2 },
      fills: 2,
      closedTrades: 1,
      wins: 0,
      winRate: 0,
      maxDrawdown: expect.closeTo(0.1376, 4),
      riskEvents: {},
      now: { positions: [], unresolvedDrift: null },
    });
  });

  it('Given a running session, When today is asked for, Then it is the day of the system’s clock, as far as it has come', async () => {
    const desk = new PaperDesk(aPlan(), barsOf([100, 101]));
    await desk.start();
    desk.now += MINUTE;
    const { statusCode, body } = await day(desk, 'today');
    const unknown = { endEquity: null, pnl: null, winRate: null, maxDrawdown: null };
    expect([statusCode, JSON.parse(body ?? '')]).toMatchObject([200, { day: '2026-01-05', ...unknown }]);
  });

  it('Given a day without a session, or no account at all, When it is asked for, Then there is none', async () => {
    expect(await day(await aTradedDesk(), '2026-01-04')).toMatchObject({ statusCode: 404 });
    expect(await day(new PaperDesk(aPlan()), 'today')).toMatchObject({ statusCode: 404 });
  });

  it.each(['yesterday', '2026-02-30', '2026-1-5', '2026-01-05T00:00:00Z', '', '20260105', '+275760-09-13'])(
    'Given %j, which is no day, Then it is refused',
    async (name) => {
      const { statusCode, body } = await day(anIdleApi().desk, name);
      expect([400, 422]).toContain(statusCode);
      expect(body).toContain('expected today, or a UTC day as 2026-01-05');
    },
  );
});
