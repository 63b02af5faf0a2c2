import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { systemName } from '../../system-name.ts';
import type { ServiceFunction } from '../service-function.ts';
import { graph, type OurFigures, ourFigures } from './graphs.ts';

export interface ExecutionDashboardProps {
  readonly config: EnvironmentConfig;
  /** Its log tells why orders end. */
  readonly placeOrder: ServiceFunction;
}

/** How well orders are carried out: how long each part of their way takes, what they cost, how many fill, and why the others do not. */
export class ExecutionDashboard extends Construct {
  constructor(scope: Construct, id: string, { config, placeOrder }: ExecutionDashboardProps) {
    super(scope, id);
    const ours = ourFigures(config);
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `${systemName(config)}-execution`,
      defaultInterval: Duration.days(1),
      widgets: [timeRow(ours), qualityRow(ours), reasonRow(placeOrder)],
    });
  }
}

function timeRow(ours: OurFigures): cloudwatch.IWidget[] {
  return [
    new cloudwatch.GraphWidget({
      title: 'The way of an order, seconds: signal, authorised, acknowledged, filled',
      width: 16,
      height: 6,
      stacked: true,
      left: ours('Average', {
        tidegate_order_queue_seconds: 'to the authorisation',
        tidegate_order_broker_seconds: 'to the acknowledgement',
        tidegate_order_fill_seconds: 'to the fill',
      }),
    }),
    graph('Signal to acknowledgement, seconds', [
      ...ours('p50', { live_trade_order_latency_seconds: 'p50' }),
      ...ours('p99', { live_trade_order_latency_seconds: 'p99' }),
    ]),
  ];
}

function qualityRow(ours: OurFigures): cloudwatch.IWidget[] {
  return [
    graph('Slippage, basis points', ours('Average', { live_trade_slippage_bps: 'mean' })),
    graph('Fill rate', ours('Average', { live_trade_fill_rate: 'filled part' })),
    graph(
      'Orders',
      ours('Sum', {
        tidegate_orders_submitted: 'submitted',
        tidegate_orders_filled: 'filled',
        tidegate_orders_rejected: 'rejected by the venue',
        tidegate_orders_denied: 'denied by risk',
        tidegate_order_outcomes_unknown: 'unknown',
        tidegate_signals_denied: 'signals denied',
      }),
    ),
  ];
}

function reasonRow(placeOrder: ServiceFunction): cloudwatch.IWidget[] {
  return [
    new cloudwatch.LogQueryWidget({
      title: 'Denied and rejected, by reason',
      width: 24,
      height: 6,
      view: cloudwatch.LogQueryVisualizationType.TABLE,
      logGroupNames: [placeOrder.function.logGroup.logGroupName],
      queryLines: [
        'filter message in ["order denied", "order rejected"]',
        'stats count(*) as orders by message, cause, violations.0.rule',
        'sort orders desc',
      ],
    }),
  ];
}
