import { describe, expect, it } from 'vitest';
import { MINUTE } from '#domain/shared/instant.ts';
import { ApiDesk, anIdleApi } from '../../support/api-desk.ts';
import { anIntent, barsOf, d, T0 } from '../../support/builders.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

/** Values by name, of the samples whose labels are environment and account. */
function samplesOf(body: string): Readonly<Record<string, number>> {
  const lines = [...body.matchAll(/^([a-z_]+)\{environment="test",account="main"\} (\S+)$/gm)];
  return Object.fromEntries(lines.map(([, name, value]) => [name, Number(value)]));
}

describe('GET /metrics', () => {
  it('Given a session that has traded, Then latency, fill rate, slippage and use of limits are there by their public names', async () => {
    const desk = new PaperDesk(aPlan(), barsOf([100, 101, 102]));
    await desk.start();
    desk.now = T0 + MINUTE;
    await desk.monitor();
    desk.now += 2_000;
    const { sessionId } = desk;
    const signal = { sessionId, signalTime: T0 + MINUTE, referenceTime: T0 + MINUTE, expiresAt: null };
    await desk.place(anIntent({ ...signal, quantity: d(1) }));
    await desk.place(anIntent({ ...signal, clientOrderId: 'c'.repeat(32), quantity: d(100_000) }));
    desk.now = T0 + 2 * MINUTE;
    await desk.track();
    const { body } = await new ApiDesk(desk).call({ routeKey: 'GET /metrics' });
    const samples = samplesOf(body ?? '');
    expect(samples).toMatchObject({
      live_trade_order_latency_seconds: 2,
      live_trade_fill_rate: 1,
      tidegate_orders_submitted: 1,
      tidegate_orders_filled: 1,
      tidegate_orders_rejected: 0,
      tidegate_orders_denied: 1,
      tidegate_session_active: 1,
    });
    expect(samples['live_trade_slippage_bps']).toBeCloseTo(5);
    expect(body).toContain('# TYPE live_trade_risk_utilization gauge');
  });

  it('Given no account yet, Then there is its health and nothing of orders', async () => {
    const { body } = await anIdleApi().call({ routeKey: 'GET /metrics' });
    expect(body).toContain('tidegate_health');
    expect(body).not.toContain('live_trade');
  });
});
