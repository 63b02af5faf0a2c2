export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
/** Whether the rule of a composite alarm holds, by the states of the alarms that it names. */
export type AlarmRule = (stateOf: (nameOrArn: string) => AlarmState) => boolean;
export type Statistic = 'Average' | 'Maximum' | 'Minimum' | 'SampleCount' | 'Sum';

interface CommonSpec {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** ARNs of functions and topics, by the state that calls them. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

/** An alarm on one metric. */
export interface MetricAlarmSpec extends CommonSpec {
  readonly kind: 'metric';
  /** See `metricKey`. */
  readonly metric: string;
  readonly statistic: Statistic;
  readonly periodMs: number;
  /** Of the last `evaluationPeriods`, so many have to be bad. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly isBad: (value: number) => boolean;
  readonly missing: 'breaching' | 'ignore' | 'notBreaching';
}

/** An alarm on the states of others. */
export interface CompositeAlarmSpec extends CommonSpec {
  readonly kind: 'composite';
  readonly rule: AlarmRule;
}

export type LocalAlarmSpec = CompositeAlarmSpec | MetricAlarmSpec;

/** Namespace, name and dimensions: what makes one metric of CloudWatch. */
export function metricKey(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, ...sorted]);
}
