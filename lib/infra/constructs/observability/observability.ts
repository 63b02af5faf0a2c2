import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ServiceFunction } from '../service-function.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { ExecutionDashboard } from './execution-dashboard.ts';
import { OperatorDashboard } from './operator-dashboard.ts';
import { PlatformDashboard } from './platform-dashboard.ts';
import { TradingAlarms, type TradingAlarmsProps } from './trading-alarms.ts';

export interface ObservabilityProps extends Omit<TradingAlarmsProps, 'topic'> {
  /** Every function of the stack. */
  readonly functions: readonly ServiceFunction[];
  readonly placeOrder: ServiceFunction;
  readonly table: dynamodb.Table;
  /** What becomes of the topic's key when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** What watches the rest: alarms, the topic that they tell, and three dashboards. */
export class Observability extends Construct {
  readonly topic: sns.Topic;
  /** By name. */
  readonly alarms: TradingAlarms['alarms'];

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { config } = props;
    const { removalPolicy } = props;
    const { emails = [] } = config.alarms;
    this.topic = new AlarmTopic(this, 'AlarmTopic', { removalPolicy, emails }).topic;
    const { alarms, tradingUnsafe } = new TradingAlarms(this, 'Alarms', { ...props, topic: this.topic });
    this.alarms = alarms;
    new OperatorDashboard(this, 'Operator', { config, alarms: [...alarms.values()], tradingUnsafe });
    new ExecutionDashboard(this, 'Execution', props);
    new PlatformDashboard(this, 'Platform', props);
  }
}
