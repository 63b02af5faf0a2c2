import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaAction, SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { systemName } from '../../system-name.ts';
import type { ServiceFunction } from '../service-function.ts';
import { type AlarmMetric, type AlarmSpec, alarmTable } from './alarm-table.ts';
import { ourMetric } from './graphs.ts';

type QueueName = Extract<AlarmMetric, { kind: 'queue' }>['queue'];

/** Queues that alarms watch; that of notices only where there are any. */
export type WatchedQueues = Readonly<Record<Exclude<QueueName, 'notice-dead-letters'>, sqs.Queue>> & {
  readonly 'notice-dead-letters': sqs.Queue | null;
};

export interface TradingAlarmsProps {
  readonly config: EnvironmentConfig;
  readonly queues: WatchedQueues;
  /** Hears of every alarm; of a critical one's end, too. */
  readonly topic: sns.Topic;
  /** Called by `trading-unsafe`, unless the configuration switches that off. */
  readonly restrictTrading: ServiceFunction;
  /** Tells people of every alarm that rings, and of a critical one's end; `null`: nobody wants to be told. */
  readonly notify: ServiceFunction | null;
  /** Called by the silence of the risk monitor, unless the configuration switches that off. */
  readonly stopTrading: ServiceFunction;
}

const COMPARISONS = {
  '<': cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
  '>': cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  '>=': cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
} as const;

const MISSING = {
  breaching: cloudwatch.TreatMissingData.BREACHING,
  notBreaching: cloudwatch.TreatMissingData.NOT_BREACHING,
  ignore: cloudwatch.TreatMissingData.IGNORE,
} as const;

/** Whose silence stops everything. */
const STOPPING = 'HeartbeatMonitorRisk';

/** The alarms of the table, and `trading-unsafe`, which rings while any critical one does. */
export class TradingAlarms extends Construct {
  /** By name. */
  readonly alarms: ReadonlyMap<string, cloudwatch.Alarm>;
  readonly tradingUnsafe: cloudwatch.CompositeAlarm;

  constructor(scope: Construct, id: string, props: TradingAlarmsProps) {
    super(scope, id);
    const { config, topic } = props;
    const table = alarmTable(config);
    const tell = [new SnsAction(topic), ...(props.notify === null ? [] : [new LambdaAction(props.notify.target)])];
    this.alarms = new Map(table.map((spec) => [spec.name, this.addAlarm(spec, props)]));
    for (const spec of table) {
      this.alarms.get(spec.name)?.addAlarmAction(...tell);
      if (spec.severity === 'Critical') this.alarms.get(spec.name)?.addOkAction(...tell);
    }
    const critical = [...this.alarms].filter(([name]) =>
      table.some((one) => one.name === name && one.severity === 'Critical'),
    );
    this.tradingUnsafe = new cloudwatch.CompositeAlarm(this, 'TradingUnsafe', {
      compositeAlarmName: `${systemName(config)}-trading-unsafe`,
      alarmDescription: describe('Critical', 'A critical alarm rings: no new exposure', 'trading-unsafe'),
      alarmRule: cloudwatch.AlarmRule.anyOf(
        ...critical.map(([, alarm]) => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM)),
      ),
    });
    this.tradingUnsafe.addAlarmAction(...tell);
    this.tradingUnsafe.addOkAction(...tell);
    if (config.alarms.restrict_trading)
      this.tradingUnsafe.addAlarmAction(new LambdaAction(props.restrictTrading.target));
    if (config.alarms.stop_trading)
      this.alarms.get(STOPPING)?.addAlarmAction(new LambdaAction(props.stopTrading.target));
  }

  private addAlarm(spec: AlarmSpec, { config, queues }: TradingAlarmsProps): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, spec.name, {
      alarmName: `${systemName(config)}-${spec.name}`,
      alarmDescription: describe(spec.severity, spec.meaning, spec.runbook),
      metric: metricOf(spec, config, queues),
      comparisonOperator: COMPARISONS[spec.comparison],
      threshold: spec.threshold,
      datapointsToAlarm: spec.bad,
      evaluationPeriods: spec.of,
      treatMissingData: MISSING[spec.missing],
    });
  }
}

function describe(severity: string, meaning: string, runbook: string): string {
  return `${severity}: ${meaning}. Runbook: docs/runbooks/${runbook}.md`;
}

function metricOf(
  { metric, period, statistic }: AlarmSpec,
  config: EnvironmentConfig,
  queues: WatchedQueues,
): cloudwatch.Metric {
  const options = { statistic, period: Duration.seconds(period) };
  if (metric.kind === 'ours') return ourMetric(config, metric.name, options);
  const queue = queues[metric.queue];
  if (queue === null) throw new Error(`received no queue ${metric.queue}, expected one: an alarm watches it`);
  return queue.metric(metric.name, options);
}
