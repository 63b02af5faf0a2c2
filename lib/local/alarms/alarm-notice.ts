import { type Instant, toIso } from '#domain/shared/instant.ts';
import { LOCAL_ACCOUNT } from '../template/resource-identity.ts';
import type { AlarmState, LocalAlarmSpec } from './alarm-spec.ts';

/** An alarm that has gone from one state to another. */
export interface AlarmChange {
  readonly alarm: LocalAlarmSpec;
  readonly before: AlarmState;
  readonly state: AlarmState;
  readonly reason: string;
  readonly at: Instant;
}

/** What CloudWatch hands to a function. */
export function functionEvent({ alarm, at, before, reason, state }: AlarmChange, region: string): object {
  const time = timestamp(at);
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId: LOCAL_ACCOUNT,
    time,
    region,
    alarmData: {
      alarmName: alarm.name,
      state: { value: state, reason, timestamp: time },
      previousState: { value: before },
      configuration: { description: alarm.description },
    },
  };
}

/** What CloudWatch publishes to a topic. */
export function topicMessage({ alarm, at, before, reason, state }: AlarmChange, region: string): string {
  return JSON.stringify({
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: LOCAL_ACCOUNT,
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: timestamp(at),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: before,
  });
}

/** `2026-01-05T14:30:00.000+0000`. */
function timestamp(at: Instant): string {
  return toIso(at).replace(/(\.\d{3})?Z$/, (_, fraction = '.000') => `${fraction}+0000`);
}
