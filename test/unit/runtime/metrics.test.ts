import { describe, expect, it } from 'vitest';
import { METRICS, metricDimensions } from '#application/contracts/metrics.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { count, measure } from '#runtime/observability.ts';
import { reportOrder } from '#runtime/report-order.ts';
import { generateOnTick } from '../../../lambdas/generate-signals/generate-on-tick.ts';
import { monitorOnTick } from '../../../lambdas/monitor-risk/monitor-on-tick.ts';
import { reconcileOnStep } from '../../../lambdas/reconcile/reconcile-on-step.ts';
import { trackOnTick } from '../../../lambdas/track-orders/track-on-tick.ts';
import { anIntent, barsOf, d, NO_LIMITS, RECONCILIATION, T0 } from '../../support/builders.ts';
import { withPost } from '../../support/faulty.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';
import { ReconcileDesk } from '../../support/reconcile-desk.ts';
import { type MetricLine, writtenBy } from '../../support/written-metrics.ts';
import { DRIFTS } from '../application/reconciliation/drift-kinds.ts';

const starter = { start: async () => undefined };
const context = { awsRequestId: 'request' };

async function runtimeOf(desk: PaperDesk) {
  const { broker, clock, ledger, marketData, plan } = desk;
  return { broker, clock, ledger, marketData, plan, reconciliation: RECONCILIATION, sleep: async () => {} } as never;
}

/** The figures of the one line that an invocation has written. */
async function figuresOf(invocation: () => unknown): Promise<MetricLine> {
  const [line, ...others] = await writtenBy(invocation);
  expect(others).toEqual([]);
  if (line === undefined) throw new Error('expected a line of metrics');
  return line;
}

async function monitored(desk: PaperDesk): Promise<MetricLine> {
  const services = { queue: desk.orders, workflows: starter, reconciliations: starter };
  const monitor = monitorOnTick(await runtimeOf(desk), services);
  return figuresOf(() => monitor({ tick: new Date(desk.now - 2_000).toISOString() }));
}

async function aRunningDesk(closes: readonly number[], changes = {}): Promise<PaperDesk> {
  const desk = new PaperDesk(aPlan(changes), barsOf(closes));
  desk.now = T0;
  await desk.start();
  return desk;
}

describe('metrics', () => {
  it('Given figures of an invocation, When it ends, Then one line has them, told apart by four dimensions and nothing else', async () => {
    const line = await figuresOf(() => {
      count({ tidegate_orders_filled: 2, tidegate_slow_orders: 0 });
      measure({ live_trade_slippage_bps: [1, -2.5], tidegate_equity: Number.POSITIVE_INFINITY });
    });
    expect(line).toMatchObject({
      environment: 'test',
      account: 'main',
      broker: 'sim',
      mode: 'simulated',
      tidegate_orders_filled: 2,
      live_trade_slippage_bps: [1, -2.5],
    });
    expect(line._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: 'Tidegate',
        Dimensions: [['environment', 'account', 'broker', 'mode']],
        Metrics: [
          { Name: 'tidegate_orders_filled', Unit: 'Count' },
          { Name: 'live_trade_slippage_bps', Unit: 'None' },
        ],
      },
    ]);
  });

  it('Given nothing measured, Then no line is written', async () => {
    expect(await writtenBy(() => undefined)).toEqual([]);
  });

  it.each([
    ['sim', false, 'simulated'],
    ['alpaca', false, 'paper'],
    ['ccxt:binance', true, 'live'],
  ])('Given broker %s and live %s, Then the mode is %s', (broker, live, mode) => {
    expect(metricDimensions({ environment: 'e', account: 'a', broker, live })).toMatchObject({ broker, mode });
  });
});

describe('metrics of the monitor', () => {
  it('Given a running session, When it ticks, Then heartbeat, self-test, skew, account and limits are in the line, and nothing that has no name', async () => {
    const desk = await aRunningDesk([100, 101], { limits: { ...NO_LIMITS, max_daily_loss_pct: d('0.02') } });
    desk.now = T0 + 2 * MINUTE;
    const line = await monitored(desk);
    expect(line).toMatchObject({
      tidegate_heartbeat_monitor_risk: 1,
      tidegate_kill_self_test: 1,
      tidegate_clock_skew_seconds: 2,
      tidegate_equity: 10_000,
      tidegate_session_active: 1,
      tidegate_trading_mode: 0,
      tidegate_unknown_orders: 0,
      tidegate_data_age_seconds: 0,
      tidegate_risk_limits_exceeded: 0,
      live_trade_risk_utilization: 0,
      tidegate_limit_utilisation_ratio_max_daily_loss_pct: 0,
    });
    const names = line._aws.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name) ?? [];
    expect(names.filter((name) => !Object.hasOwn(METRICS, name))).toEqual([]);
  });

  it('Given no account yet, Then the monitor beats, and the switch would hold', async () => {
    const desk = new PaperDesk(aPlan());
    expect(await monitored(desk)).toMatchObject({ tidegate_heartbeat_monitor_risk: 1, tidegate_kill_self_test: 1 });
  });

  it('Given a ledger that cannot be read, Then the self-test has failed and there is no heartbeat', async () => {
    const desk = new PaperDesk(aPlan());
    const runtime: object = await runtimeOf(desk);
    const ledger = { readAccount: () => Promise.reject(new Error('away')) };
    const services = { queue: desk.orders, workflows: starter, reconciliations: starter };
    const monitor = monitorOnTick({ ...runtime, ledger } as never, services);
    const line = await figuresOf(() => expect(monitor()).rejects.toThrow('away'));
    expect(line['tidegate_kill_self_test']).toBe(0);
    expect(line['tidegate_heartbeat_monitor_risk']).toBeUndefined();
  });
});

describe('metrics of the way of an order', () => {
  it('Given an order that is placed, Then its latency is told from signal, authorisation and acknowledgement', async () => {
    const desk = await aRunningDesk([100, 101]);
    desk.now = T0 + MINUTE;
    await desk.monitor();
    desk.now += 3_000;
    const { sessionId } = desk;
    const intent = anIntent({
      quantity: d(1),
      sessionId,
      signalTime: T0 + MINUTE,
      referenceTime: T0 + MINUTE,
      expiresAt: null,
    });
    const outcome = await desk.place(intent);
    expect(outcome.kind).toBe('placed');
    expect(await figuresOf(() => reportOrder(outcome))).toMatchObject({
      tidegate_orders_submitted: 1,
      live_trade_order_latency_seconds: 3,
      tidegate_order_queue_seconds: 3,
      tidegate_order_broker_seconds: 0,
    });
    desk.now = T0 + 2 * MINUTE;
    const track = trackOnTick(await runtimeOf(desk), null);
    const line = await figuresOf(() => track({}, context));
    expect(line).toMatchObject({
      tidegate_heartbeat_track_orders: 1,
      tidegate_orders_filled: 1,
      live_trade_fill_rate: 1,
    });
    expect(line['live_trade_slippage_bps']).toBeCloseTo(5);
  });

  it('Given an order that risk denies because of the spread, Then it counts as denied, for want of liquidity, and not as rejected', async () => {
    const desk = await aRunningDesk([100], { limits: { ...NO_LIMITS, max_spread_bps: d(5) } });
    const outcome = await desk.place(anIntent({ sessionId: desk.sessionId }));
    const line = await figuresOf(() => reportOrder(outcome));
    expect(line).toMatchObject({ tidegate_orders_denied: 1, tidegate_liquidity_denials: 1 });
    expect(line['tidegate_orders_rejected']).toBeUndefined();
  });

  it('Given a POST without an answer, When the monitor ticks, Then the unknown outcome stands in its line', async () => {
    const desk = await aRunningDesk([100, 101]);
    desk.now = T0 + MINUTE;
    await desk.monitor();
    desk.broker = withPost(desk.broker, async () => ({ kind: 'unknown', reason: 'time-out' }) as never);
    const outcome = await desk.place(
      anIntent({ quantity: d(1), sessionId: desk.sessionId, referenceTime: T0 + MINUTE }),
    );
    expect(await figuresOf(() => reportOrder(outcome))).toMatchObject({ tidegate_order_outcomes_unknown: 1 });
    expect(await monitored(desk)).toMatchObject({ tidegate_unknown_orders: 1 });
  });

  it('Given a tick of the strategies, Then it beats', async () => {
    const desk = await aRunningDesk([100]);
    const generate = generateOnTick(await runtimeOf(desk), desk.orders);
    expect(await figuresOf(generate)).toMatchObject({ tidegate_heartbeat_generate_signals: 1 });
  });
});

describe('metrics of a reconciliation', () => {
  it('Given drift, When it is confirmed, Then it is counted, and not before', async () => {
    const desk = await ReconcileDesk.open();
    await DRIFTS['wrong_cash']?.(desk);
    const { id } = await desk.request('HALT_ON_MISMATCH');
    const step = reconcileOnStep(desk.deps as never);
    const seen: unknown[] = [];
    for (let round = 0; round < 6; round += 1) {
      for (const line of await writtenBy(() => step({ reconciliationId: id }))) seen.push(line['tidegate_open_drifts']);
      desk.desk.now += 10_000;
    }
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set([1]));
  });
});
