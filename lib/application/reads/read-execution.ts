import type { Gauge } from '#application/contracts/api/prometheus.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { fillRate, fillSlippage, orderTiming } from '#domain/orders/execution-quality.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';

type Labels = Readonly<Record<string, string>>;

/** How well the orders of the session that holds the account have been carried out so far; nothing without one. It reads them all, as the session's statistics do. */
export async function readExecution(
  ledger: Ledger,
  view: AccountView | null,
  labels: Labels,
): Promise<readonly Gauge[]> {
  const id = view?.session?.id;
  if (id === undefined) return [];
  const [orders, fills] = await Promise.all([ledger.listOrders(id), ledger.listFills(id)]);
  return executionGauges(orders, fills, labels);
}

/** Means over the session, in the units of the metrics of the same names; `null` where nothing was measured. */
export function executionGauges(orders: readonly Order[], fills: readonly Fill[], labels: Labels): readonly Gauge[] {
  const byId = new Map(orders.map((order) => [order.intent.clientOrderId, order]));
  const sent = orders.filter(({ attempt }) => attempt > 0);
  const ended = sent.filter(({ state }) => isTerminal(state));
  const slippages = fills.flatMap((fill) => fillSlippage(fill, byId.get(fill.clientOrderId ?? '') ?? null) ?? []);
  const gauge = (name: string, help: string, value: number | null): Gauge => ({
    name,
    help,
    samples: [{ labels, value }],
  });
  const inState = (wanted: string): number => sent.filter(({ state }) => state === wanted).length;
  return [
    gauge(
      'live_trade_order_latency_seconds',
      'From signal to acknowledgement, mean of the session',
      mean(sent.flatMap((one) => orderTiming(one).total ?? [])),
    ),
    gauge(
      'live_trade_fill_rate',
      'Filled part of orders that are over, mean of the session',
      mean(ended.flatMap((one) => fillRate(one) ?? [])),
    ),
    gauge('live_trade_slippage_bps', 'Cost of the fills in basis points, mean of the session', mean(slippages)),
    gauge(
      'tidegate_orders_submitted',
      'Orders of the session that the venue has or had',
      sent.filter(({ brokerOrderId }) => brokerOrderId !== null).length,
    ),
    gauge('tidegate_orders_filled', 'Orders of the session that have filled', inState('FILLED')),
    gauge('tidegate_orders_rejected', 'Orders of the session that the venue has rejected', inState('REJECTED')),
    gauge('tidegate_orders_denied', 'Orders of the session that risk has denied', orders.length - sent.length),
  ];
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
