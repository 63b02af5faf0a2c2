import type { Context } from 'aws-lambda';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { requestReconciliation } from '#application/reconciliation/request-reconciliation.ts';
import { type TrackOrdersOutcome, trackOrders } from '#application/tracking/track-orders.ts';
import { fillRate, fillSlippage, orderTiming } from '#domain/orders/execution-quality.ts';
import { beat } from '#runtime/heartbeat.ts';
import { count, logger, measure } from '#runtime/observability.ts';
import type { BrokerRuntime } from '#runtime/runtime.ts';

/** What tracking works with. */
export interface TrackerRuntime extends BrokerRuntime {
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Scheduled: applies the venue's fills, has protected what they opened (`queue`: see `TrackOrdersDeps`), and asks what became of every open order. */
export function trackOnTick(runtime: TrackerRuntime, queue: OrderQueue | null) {
  return async (_tick: unknown, context: Pick<Context, 'awsRequestId'>): Promise<void> => {
    const outcome = await trackOrders({ ...runtime, queue, requestId: context.awsRequestId });
    if (outcome.kind === 'deferred') logger.warn('broker not asked', { reason: outcome.reason });
    if (outcome.kind === 'tracked') {
      reportTracked(outcome);
      await reconcileResolved(runtime, outcome.resolved);
    }
    beat('track-orders');
  };
}

/** What nobody knew for a while may have left more behind than its own end: `monitor-risk` starts the workflow. */
async function reconcileResolved(runtime: TrackerRuntime, resolved: readonly string[]): Promise<void> {
  const { isOutside, mode } = runtime.reconciliation;
  if (!isOutside) return;
  for (const id of resolved) {
    const key = `unknown_outcome|${id}`;
    await requestReconciliation(runtime, { key, trigger: 'unknown_outcome', requestedBy: 'track-orders', mode });
  }
}

type Tracked = Extract<TrackOrdersOutcome, { kind: 'tracked' }>;

function reportTracked(outcome: Tracked): void {
  for (const { fill, order } of outcome.fills) {
    const { clientOrderId, symbol, side, quantity, price } = fill;
    logger.info('fill applied', { clientOrderId, symbol, side, quantity, price, state: order?.state });
  }
  for (const { clientOrderId, symbol, quantity } of outcome.queued) {
    logger.info('protection queued', { clientOrderId, symbol, quantity });
  }
  for (const { intent } of outcome.unknown) {
    logger.error('order outcome unknown', { clientOrderId: intent.clientOrderId, symbol: intent.symbol });
  }
  for (const { order, code, reason } of outcome.unasked) {
    const { clientOrderId, symbol } = order.intent;
    logger.error('order not asked for', { clientOrderId, symbol, code, reason });
  }
  if (outcome.fillsFault !== null) logger.error('fills not listed', { ...outcome.fillsFault });
  if (outcome.timerFault !== null) logger.error('timer of the venue not set', { ...outcome.timerFault });
  measureTracked(outcome);
}

function measureTracked({ ended, fills, fillsFault, timerFault, unasked, unknown }: Tracked): void {
  const filled = ended.filter(({ state }) => state === 'FILLED');
  count({
    tidegate_orders_filled: filled.length,
    tidegate_order_outcomes_unknown: unknown.length,
    tidegate_broker_unanswered: unasked.length + [fillsFault, timerFault].filter((fault) => fault !== null).length,
  });
  measure({
    live_trade_fill_rate: ended.flatMap((order) => fillRate(order) ?? []),
    live_trade_slippage_bps: fills.flatMap(({ fill, order }) => fillSlippage(fill, order) ?? []),
    tidegate_order_fill_seconds: filled.flatMap((order) => orderTiming(order).fill ?? []),
  });
}
