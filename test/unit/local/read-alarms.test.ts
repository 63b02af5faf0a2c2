import { describe, expect, it } from 'vitest';
import { UnsupportedTemplateError } from '#local/errors.ts';
import type { JsonObject } from '#local/template/json.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { smallAssembly } from '../../support/small-template.ts';

const options = { region: 'eu-west-1', gatewayUrl: 'http://127.0.0.1:4000' };

const ALARM = {
  AlarmActions: [{ Ref: 'Topic' }],
  ComparisonOperator: 'GreaterThanThreshold',
  Dimensions: [{ Name: 'mode', Value: 'live' }],
  EvaluationPeriods: 3,
  MetricName: 'a',
  Namespace: 'Tidegate',
  Period: 60,
  Statistic: 'Sum',
  Threshold: 0.5,
  TreatMissingData: 'ignore',
};

function withAlarm(changes: JsonObject, topic: JsonObject = {}): JsonObject {
  return {
    Topic: { Type: 'AWS::SNS::Topic', Properties: topic },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...ALARM, ...changes } },
  };
}

function alarmsOf(changes: JsonObject) {
  return readTemplate(smallAssembly(changes), options).alarms;
}

describe('alarms of a template', () => {
  it('Given an alarm, Then it is read with its metric, its defaults and its actions', () => {
    const [alarm] = alarmsOf(withAlarm({}));
    expect(alarm).toMatchObject({
      kind: 'metric',
      name: 'app-Alarm',
      arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:app-Alarm',
      metric: '["Tidegate","a",["mode","live"]]',
      datapointsToAlarm: 3,
      periodMs: 60_000,
      missing: 'ignore',
      actions: { ALARM: ['arn:aws:sns:us-east-1:000000000000:app-Topic'], OK: [] },
    });
    expect(alarm?.kind === 'metric' && [0.5, 0.6].map(alarm.isBad)).toEqual([false, true]);
  });

  it('Given actions that are switched off, Then there are none', () => {
    expect(alarmsOf(withAlarm({ ActionsEnabled: false }))[0]?.actions.ALARM).toEqual([]);
  });

  it('Given a topic under the key that AWS keeps for SNS, Then no service may use it', () => {
    const [topic] = readTemplate(smallAssembly(withAlarm({}, { KmsMasterKeyId: 'alias/aws/sns' })), options).topics;
    expect(topic?.key).toEqual({ arn: 'alias/aws/sns', policy: [], isAws: true });
  });

  it.each<[string, JsonObject, string]>([
    ['metric math', withAlarm({ Metrics: [] }), 'Metrics [] of alarm Alarm'],
    ['a percentile', withAlarm({ Statistic: 'p99' }), 'Statistic "p99" of alarm Alarm'],
    ['missing data that is missing', withAlarm({ TreatMissingData: 'missing' }), 'TreatMissingData "missing"'],
    ['an anomaly band', withAlarm({ ComparisonOperator: 'LessThanLowerThreshold' }), 'ComparisonOperator'],
    [
      'an action elsewhere',
      withAlarm({ OKActions: ['arn:aws:automate:reboot'] }),
      'the action arn:aws:automate:reboot',
    ],
    ['a topic under a key of elsewhere', withAlarm({}, { KmsMasterKeyId: 'alias/mine' }), 'key alias/mine of Topic'],
    [
      'a suppressor',
      { Both: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'TRUE', ActionsSuppressor: 'x' } } },
      'ActionsSuppressor "x" of alarm Both',
    ],
  ])('Given %s, Then the boot is refused by name', (_name, changes, message) => {
    expect(() => alarmsOf(changes)).toThrow(UnsupportedTemplateError);
    expect(() => alarmsOf(changes)).toThrow(message);
  });
});
