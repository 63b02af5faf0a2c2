import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { METRICS, type MetricName } from '#application/contracts/metrics.ts';
import { systemName } from '../../system-name.ts';
import { graph, type OurFigures, ourFigures } from './graphs.ts';

export interface OperatorDashboardProps {
  readonly config: EnvironmentConfig;
  readonly alarms: readonly cloudwatch.IAlarm[];
  readonly tradingUnsafe: cloudwatch.IAlarm;
}

const LIMIT = 'tidegate_limit_utilisation_ratio_';
const LIMITS = Object.keys(METRICS).filter((name): name is MetricName => name.startsWith(LIMIT));

/** For whoever has the desk: what rings, what is held, what it is worth, how near the limits are, what nobody knows. */
export class OperatorDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperatorDashboardProps) {
    super(scope, id);
    const { config } = props;
    const ours = ourFigures(config);
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `${systemName(config)}-operator`,
      defaultInterval: Duration.hours(12),
      widgets: [alarmRow(props), stateRow(ours), moneyRow(ours), riskRow(ours)],
    });
  }
}

function alarmRow({ alarms, tradingUnsafe }: OperatorDashboardProps): cloudwatch.IWidget[] {
  return [
    new cloudwatch.AlarmStatusWidget({
      title: 'Alarms',
      alarms: [tradingUnsafe, ...alarms],
      width: 24,
      height: 4,
    }),
  ];
}

function stateRow(ours: OurFigures): cloudwatch.IWidget[] {
  return [
    new cloudwatch.SingleValueWidget({
      title: 'State: mode 0 normal to 3 halted, health 0 to 2',
      width: 24,
      height: 4,
      metrics: ours('Maximum', {
        tidegate_trading_mode: 'mode',
        tidegate_session_active: 'session',
        tidegate_health: 'health',
        tidegate_broker_connected: 'broker connected',
        tidegate_open_positions: 'positions',
        tidegate_unknown_orders: 'unknown orders',
        tidegate_open_drifts: 'drift',
      }),
    }),
  ];
}

function moneyRow(ours: OurFigures): cloudwatch.IWidget[] {
  return [
    graph('Equity', ours('Average', { tidegate_equity: 'equity' })),
    graph('P&L', ours('Average', { tidegate_daily_pnl: 'of the day', tidegate_unrealized_pnl: 'unrealised' })),
    graph(
      'Exposure and drawdown',
      ours('Average', { tidegate_exposure: 'exposure' }),
      ours('Maximum', { tidegate_drawdown_ratio: 'drawdown' }),
    ),
  ];
}

function riskRow(ours: OurFigures): cloudwatch.IWidget[] {
  return [
    graph(
      'Use of each limit, 1 at the limit',
      ours('Maximum', {
        live_trade_risk_utilization: 'highest',
        ...Object.fromEntries(LIMITS.map((name) => [name, name.slice(LIMIT.length)])),
      }),
    ),
    graph(
      'What nobody knows',
      ours('Maximum', { tidegate_unknown_orders: 'unknown orders', tidegate_open_drifts: 'drift' }),
      ours('Sum', { tidegate_risk_events: 'risk events' }),
    ),
    graph('Age of the data, seconds', ours('Maximum', { tidegate_data_age_seconds: 'last bar' })),
  ];
}
