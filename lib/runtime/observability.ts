import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Runtime } from './runtime.ts';

/** JSON logs, one line an event, keyed by `clientOrderId` wherever an order is meant. */
export const logger = new Logger();

const metrics = new Metrics();

/** Counters of the first stack; dimensions are few on purpose, each combination is a metric that costs. */
export type Counter =
  | 'OrdersSubmitted'
  | 'OrdersRejected'
  | 'OrderOutcomesUnknown'
  | 'OrdersFilled'
  | 'SignalsDenied'
  | 'RiskEvents'
  /** Round trips of an order to the venue that took longer than a second. */
  | 'SlowOrders'
  /** Questions that the broker gave no answer to, after every attempt. */
  | 'BrokerUnanswered'
  | 'BrokerCircuitOpened';

/** Writes one EMF line for the counters that are not zero. */
export function count(runtime: Pick<Runtime, 'plan'>, counters: Partial<Record<Counter, number>>): void {
  const entries = Object.entries(counters).filter(([, value]) => value > 0);
  if (entries.length === 0) return;
  metrics.addDimensions({ environment: runtime.plan.environment, account: runtime.plan.account });
  for (const [name, value] of entries) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
  metrics.clearDimensions();
}
