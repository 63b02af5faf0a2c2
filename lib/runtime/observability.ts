import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { METRIC_NAMESPACE, METRICS, type Measured, type MetricDimensions } from '#application/contracts/metrics.ts';

/** JSON logs, one line an event, keyed by `clientOrderId` wherever an order is meant. */
export const logger = new Logger();

const metrics = new Metrics({ namespace: METRIC_NAMESPACE });

/** Once, when a function is put together: all that it measures is told apart by these, and not by the function, which would make another metric of the same figure. */
export function setMetricDimensions(dimensions: MetricDimensions): void {
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ ...dimensions });
}

/** Keeps figures until the invocation ends. A figure that is not finite (a loss without equity to lose) is left out: CloudWatch knows none. */
export function measure(measured: Measured): void {
  for (const [name, unit] of Object.entries(METRICS)) {
    const values = [measured[name as keyof typeof METRICS] ?? []].flat();
    for (const value of values) if (Number.isFinite(value)) metrics.addMetric(name, unit, value);
  }
}

/** As `measure`, of counters: what has not happened is not told. */
export function count(counters: Partial<Record<keyof Measured, number>>): void {
  measure(Object.fromEntries(Object.entries(counters).filter(([, value]) => value > 0)));
}

/** Writes what the invocation has measured, however it ends: one line. */
export function publishMetrics(): Pick<MiddlewareObj<unknown, unknown>, 'after' | 'onError'> {
  const publish = (): void => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return { after: publish, onError: publish };
}
