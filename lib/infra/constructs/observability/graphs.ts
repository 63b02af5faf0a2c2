import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { METRIC_NAMESPACE, type MetricName, metricDimensions } from '#application/contracts/metrics.ts';

/** Three beside each other fill a row. */
const SIZE = { width: 8, height: 6 };

/** A figure that the functions of an environment write. */
export function ourMetric(
  config: EnvironmentConfig,
  metricName: MetricName,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  const dimensionsMap = { ...metricDimensions(config) };
  return new cloudwatch.Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, ...options });
}

export type OurFigures = ReturnType<typeof ourFigures>;

/** Figures of one environment by name, each with its label. */
export function ourFigures(config: EnvironmentConfig) {
  return (statistic: string, labels: Partial<Record<MetricName, string>>): cloudwatch.IMetric[] =>
    Object.entries(labels).map(([name, label]) =>
      ourMetric(config, name as MetricName, { statistic, label, period: Duration.minutes(1) }),
    );
}

/** @param right on an axis of their own */
export function graph(
  title: string,
  left: cloudwatch.IMetric[],
  right: cloudwatch.IMetric[] = [],
): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, right, ...SIZE });
}
