import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { systemName } from '../../system-name.ts';
import type { ServiceFunction } from '../service-function.ts';
import { graph, type OurFigures, ourFigures } from './graphs.ts';
import type { WatchedQueues } from './trading-alarms.ts';

export interface PlatformDashboardProps {
  readonly config: EnvironmentConfig;
  readonly functions: readonly ServiceFunction[];
  readonly queues: WatchedQueues;
  readonly table: dynamodb.Table;
}

const period = Duration.minutes(5);

/** Whether what it runs on is well, and what drives the bill: invocations and their time, reads and writes of the table. */
export class PlatformDashboard extends Construct {
  constructor(scope: Construct, id: string, props: PlatformDashboardProps) {
    super(scope, id);
    const { config, functions } = props;
    const ours = ourFigures(config);
    const each = eachOf(functions);
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `${systemName(config)}-platform`,
      defaultInterval: Duration.days(1),
      widgets: [functionRow(each), resourceRow(each, props), healthRow(ours), tellingRow(ours)],
    });
  }
}

function functionRow(each: EachFunction): cloudwatch.IWidget[] {
  return [
    graph('Invocations', each('metricInvocations', 'Sum')),
    graph('Errors, throttles on the right', each('metricErrors', 'Sum'), each('metricThrottles', 'Sum')),
    graph('Duration p99, milliseconds', each('metricDuration', 'p99')),
  ];
}

function resourceRow(each: EachFunction, { queues, table }: PlatformDashboardProps): cloudwatch.IWidget[] {
  return [
    graph('Billed time: sum of durations, milliseconds', each('metricDuration', 'Sum')),
    graph('Table: units read and written', [
      table.metricConsumedReadCapacityUnits({ statistic: 'Sum', period }),
      table.metricConsumedWriteCapacityUnits({ statistic: 'Sum', period }),
    ]),
    graph(
      'Orders queue: messages, age of the oldest on the right',
      [
        queues.orders.metricNumberOfMessagesSent({ period }),
        queues['order-dead-letters'].metricApproximateNumberOfMessagesVisible({ period }),
      ],
      [queues.orders.metricApproximateAgeOfOldestMessage({ period })],
    ),
  ];
}

function healthRow(ours: OurFigures): cloudwatch.IWidget[] {
  return [
    graph(
      'Broker: calls and errors',
      ours('Sum', {
        tidegate_broker_calls: 'calls',
        tidegate_broker_errors: 'errors',
        tidegate_broker_unanswered: 'unanswered',
        tidegate_broker_circuit_opened: 'circuit opened',
        tidegate_slow_orders: 'slow orders',
      }),
    ),
    graph(
      'Heartbeats',
      ours('Sum', {
        tidegate_heartbeat_generate_signals: 'generate-signals',
        tidegate_heartbeat_track_orders: 'track-orders',
        tidegate_heartbeat_monitor_risk: 'monitor-risk',
        tidegate_heartbeat_seal_audit: 'seal-audit',
      }),
    ),
    graph(
      'Clock and self-test',
      ours('Maximum', { tidegate_clock_skew_seconds: 'skew, seconds' }),
      ours('Minimum', { tidegate_kill_self_test: 'kill switch' }),
    ),
  ];
}

function tellingRow(ours: OurFigures): cloudwatch.IWidget[] {
  return [
    graph(
      'Notices',
      ours('Sum', {
        tidegate_notices_sent: 'sent',
        tidegate_notices_failed: 'failed',
        tidegate_notices_held_back: 'held back',
      }),
    ),
  ];
}

type EachFunction = ReturnType<typeof eachOf>;

/** A metric of every function. */
function eachOf(functions: readonly ServiceFunction[]) {
  return (
    metric: 'metricDuration' | 'metricErrors' | 'metricInvocations' | 'metricThrottles',
    statistic: string,
  ): cloudwatch.IMetric[] =>
    functions.map(({ function: one, name }) => one[metric]({ label: name, statistic, period }));
}
