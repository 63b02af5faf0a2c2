import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { METRIC_NAMESPACE, metricDimensions } from '#application/contracts/metrics.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { type AlarmSpec, alarmTable } from '#infra/constructs/observability/alarm-table.ts';
import { type MetricAlarmSpec, metricKey } from '#local/alarms/alarm-spec.ts';
import { Alarms } from '#local/alarms/alarms.ts';
import { MetricStore } from '#local/alarms/metric-store.ts';
import { readCloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { AccessControl } from '#local/gateway/access-control.ts';
import { type JsonObject, objectAt } from '#local/template/json.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { readRepositoryFile } from '../support/repository-files.ts';
import { configOf, createApp, ENVIRONMENTS, resourcesOf } from './synthesized-app.ts';

const T0 = Date.parse('2026-01-05T14:30:00Z');
/** With people to be told: then there are all alarms that there can be. */
const NOTIFICATIONS = { channels: ['slack' as const], least_severity: 'info' as const, most_per_hour: 30 };
const config = { ...configOf('dev'), notifications: NOTIFICATIONS };
const { app } = createApp(config);
const assembly = readCloudAssembly(app.synth().directory);
const PLACE = { region: 'us-east-1', gatewayUrl: 'http://127.0.0.1:1' };
const template = readTemplate(assembly, PLACE);
const TABLE = alarmTable(config);
const CRITICAL = TABLE.filter(({ severity }) => severity === 'Critical').map(({ name }) => name);
const UNSAFE = 'tidegate-dev-trading-unsafe';
const nameOf = ({ name }: AlarmSpec): string => `tidegate-dev-${name}`;
const byName = TABLE.map((spec) => [spec.name, spec] as const);

/** A value that its alarm rings at, and the worst that it does not. */
function valuesOf({ comparison, threshold }: AlarmSpec): { bad: number; good: number } {
  if (comparison === '<') return { bad: threshold - 1, good: threshold };
  return comparison === '>' ? { bad: threshold + 1, good: threshold } : { bad: threshold, good: threshold - 1 };
}

/** The alarms of the template over figures that a test gives. */
class Watch {
  /** Functions that act; that people are told of each, too, the tests of notices show. */
  readonly called: string[] = [];
  readonly access: AccessControl;
  readonly alarms: Alarms;
  readonly metrics = new MetricStore(template.alarms.flatMap((one) => (one.kind === 'metric' ? [one.metric] : [])));
  readonly #queues = new Map<string, number>();
  #now = T0;

  /** @param given the template, or one in which something lacks */
  constructor(given = template) {
    this.access = new AccessControl(given);
    this.alarms = new Alarms({
      template: given,
      access: this.access,
      metrics: this.metrics,
      host: (name) => ({
        invoke: async (event) => {
          const { service } = template.functions.find((one) => one.name === name) ?? {};
          const { alarmName } = (event as { alarmData: { alarmName: string } }).alarmData;
          if (service !== 'notify') this.called.push(`${service}: ${alarmName}`);
          return { ok: true, payload: null };
        },
      }),
      standing: async ({ name }) => {
        const value = this.#queues.get(name);
        return { inFlight: [], visible: value ?? 0, oldest: value === undefined ? null : this.#now - value * 1_000 };
      },
    });
  }

  /** So many periods of an alarm, each with this value; `null`: without any. Every other metric is as on a good day. */
  async pass(spec: AlarmSpec, value: number | null, periods = spec.of): Promise<void> {
    for (let minute = 0; minute < (periods * spec.period) / 60; minute += 1) {
      const isFirst = minute % (spec.period / 60) === 0;
      for (const other of TABLE) this.#tell(other, other === spec ? (isFirst ? value : null) : quiet(other));
      await this.alarms.evaluate(this.#now);
      this.#now += MINUTE;
    }
  }

  get notices(): readonly string[] {
    return this.alarms.notices.map(({ name, state }) => `${name} ${state}`);
  }

  #tell(spec: AlarmSpec, value: number | null): void {
    const { metric } = spec;
    if (metric.kind === 'ours') {
      const key = metricKey(METRIC_NAMESPACE, metric.name, metricDimensions(config));
      if (value !== null) this.metrics.add(key, value);
      return;
    }
    const alarm = template.alarms.find(({ name }) => name === nameOf(spec)) as MetricAlarmSpec;
    const queue = template.queues.find(({ name }) => alarm.metric.includes(`"${name}"`))?.name ?? '';
    if (value === null) this.#queues.delete(queue);
    else this.#queues.set(queue, value);
  }
}

/** On a good day: what is written each minute, and nothing else. */
function quiet(spec: AlarmSpec): number | null {
  return spec.missing === 'breaching' ? valuesOf(spec).good : null;
}

describe('alarms on the series of their metrics', () => {
  test.for(byName)(
    'Given %s, When its metric is bad for as long as it takes, Then it rings and the topic hears',
    async ([, spec]) => {
      const watch = new Watch();
      await watch.pass(spec, valuesOf(spec).good);
      await watch.pass(spec, valuesOf(spec).bad);
      expect(watch.alarms.stateOf(nameOf(spec))).toBe('ALARM');
      expect(watch.notices).toContain(`${nameOf(spec)} ALARM`);
      expect(watch.alarms.stateOf(UNSAFE)).toBe(spec.severity === 'Critical' ? 'ALARM' : 'OK');
      expect(watch.access.denials).toEqual([]);
    },
  );

  test.for(byName)('Given %s, When its metric is as bad as it may be, Then it stays quiet', async ([, spec]) => {
    const watch = new Watch();
    await watch.pass(spec, valuesOf(spec).good, spec.of * 3);
    expect(watch.alarms.stateOf(nameOf(spec))).toBe('OK');
    expect(watch.notices.filter((notice) => notice.endsWith('ALARM'))).toEqual([]);
    expect(watch.called).toEqual([]);
  });

  test.for(byName.filter(([, { bad }]) => bad > 1))(
    'Given %s, When it is bad for one period too few, Then it stays quiet',
    async ([, spec]) => {
      const watch = new Watch();
      await watch.pass(spec, valuesOf(spec).good, spec.of);
      await watch.pass(spec, valuesOf(spec).bad, spec.bad - 1);
      expect(watch.alarms.stateOf(nameOf(spec))).toBe('OK');
    },
  );

  test.for(byName)('Given %s, When nothing is measured, Then it does what was chosen for it', async ([, spec]) => {
    const isDepth = spec.metric.kind === 'queue' && spec.metric.name === 'ApproximateNumberOfMessagesVisible';
    for (const [first, before] of [
      [valuesOf(spec).good, 'OK'],
      [valuesOf(spec).bad, 'ALARM'],
    ] as const) {
      const watch = new Watch();
      await watch.pass(spec, first);
      expect(watch.alarms.stateOf(nameOf(spec))).toBe(before);
      await watch.pass(spec, null, spec.of);
      const chosen = { breaching: 'ALARM', notBreaching: 'OK', ignore: before }[spec.missing];
      expect(watch.alarms.stateOf(nameOf(spec))).toBe(isDepth ? 'OK' : chosen);
    }
  });
});

describe('what alarms do', () => {
  test.for(CRITICAL)(
    'Given %s, When it rings, Then trading is restricted; by the silence of the monitor alone it is stopped',
    async (name) => {
      const watch = new Watch();
      const spec = TABLE.find((one) => one.name === name) as AlarmSpec;
      await watch.pass(spec, valuesOf(spec).bad);
      const stopped = name === 'HeartbeatMonitorRisk' ? [`stop-trading: ${nameOf(spec)}`] : [];
      expect(watch.called).toEqual([...stopped, `restrict-trading: ${UNSAFE}`]);
      await watch.pass(spec, valuesOf(spec).good);
      expect(watch.notices.slice(-2)).toEqual([`${nameOf(spec)} OK`, `${UNSAFE} OK`]);
    },
  );

  test('Given a second critical alarm, When it rings beside the first, Then the topic hears of it, too', async () => {
    const watch = new Watch();
    for (const name of ['DriftDetected', 'UnknownOutcome']) await watch.alarms.set(`tidegate-dev-${name}`, 'ALARM', T0);
    expect(watch.notices).toEqual([
      'tidegate-dev-DriftDetected ALARM',
      `${UNSAFE} ALARM`,
      'tidegate-dev-UnknownOutcome ALARM',
    ]);
  });

  test('Given a configuration that switches it off, Then alarms tell, and do nothing', () => {
    const off = createApp({ ...configOf('dev'), alarms: { restrict_trading: false, stop_trading: false } });
    const { alarms, topics } = readTemplate(readCloudAssembly(off.app.synth().directory), PLACE);
    const actions = new Set(alarms.flatMap(({ actions: { ALARM, OK } }) => [...ALARM, ...OK]));
    expect([...actions]).toEqual(topics.map(({ arn }) => arn));
  });
});

/** The template with the resources of one type changed; `null`: without them. */
function withChanged(type: string, change: (properties: JsonObject) => JsonObject | null) {
  const stacks = assembly.stacks.map((stack) => {
    const resources = Object.entries(objectAt(stack.template, 'Resources')).flatMap(([id, resource]) => {
      const { Properties, Type } = resource as { readonly Type: string; readonly Properties: JsonObject };
      const changed = Type === type ? change(Properties) : Properties;
      return changed === null ? [] : [[id, { ...(resource as JsonObject), Properties: changed }] as const];
    });
    return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(resources) } };
  });
  return readTemplate({ ...assembly, stacks }, PLACE);
}

describe('whom alarms tell', () => {
  test('Given addresses, Then each is told by e-mail; given none, Then whoever subscribes', () => {
    const emails = ['a@example.com', 'b@example.com'];
    const told = createApp({ ...config, alarms: { ...config.alarms, emails } });
    const found = resourcesOf(Template.fromStack(told.stacks.app), 'AWS::SNS::Subscription');
    const mailed = found.map(([, { Properties }]) => Properties).filter(({ Protocol }) => Protocol === 'email');
    expect(mailed.map(({ Endpoint }) => Endpoint)).toEqual(emails);
    expect(readTemplate(readCloudAssembly(told.app.synth().directory), PLACE).topics).toHaveLength(1);
    expect(JSON.stringify(assembly)).not.toContain('"email"');
  });
});

describe('the rights of alarms', () => {
  test.for([
    ['the policy of the topic', 'sns:Publish', withChanged('AWS::SNS::TopicPolicy', () => null)],
    [
      'the policy of its key',
      'kms:GenerateDataKey*',
      withChanged('AWS::KMS::Key', (key) => ({ ...key, KeyPolicy: { Statement: [] } })),
    ],
    [
      'the permission on the function',
      'lambda:InvokeFunction',
      withChanged('AWS::Lambda::Permission', (one) => (String(one['Principal']).includes('alarms') ? null : one)),
    ],
  ] as const)(
    'Given %s is gone, When an alarm rings, Then it is denied, and the denial names %s',
    async ([, action, given]) => {
      const watch = new Watch(given);
      await watch.alarms.set('tidegate-dev-HeartbeatMonitorRisk', 'ALARM', T0);
      expect(new Set(watch.access.denials.map((denial) => denial.action))).toEqual(new Set([action]));
      expect(action === 'lambda:InvokeFunction' ? watch.called : watch.notices).toEqual([]);
    },
  );
});

/** A queue that no function is called with keeps what failed until somebody looks: an alarm has to say so. */
describe('queues of what could not be handled', () => {
  const cases = ENVIRONMENTS.map(configOf).flatMap((one) => [
    [one.environment, 'nobody', one] as const,
    [one.environment, 'somebody', { ...one, notifications: NOTIFICATIONS }] as const,
  ]);

  test.for(cases)(
    'Given %s with %s to be told, Then each has an alarm at its first message, and each that something fails into is one of them',
    ([, , given]) => {
      const { stacks } = createApp(given);
      const templates = [stacks.app, stacks.data].map((stack) => Template.fromStack(stack));
      const of = (type: string) => templates.flatMap((one) => resourcesOf(one, type));
      const polled = JSON.stringify(
        of('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties['EventSourceArn']),
      );
      const kept = of('AWS::SQS::Queue').flatMap(([id]) => (polled.includes(`"${id}"`) ? [] : [id]));
      const watched = of('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
        Properties['MetricName'] === 'ApproximateNumberOfMessagesVisible' && Properties['Threshold'] === 1
          ? kept.filter((id) => JSON.stringify(Properties['Dimensions']).includes(`"${id}"`))
          : [],
      );
      expect(watched.toSorted()).toEqual(kept.toSorted());
      expect(kept).toHaveLength(given.notifications === undefined ? 4 : 5);
      const all = templates.map((one) => JSON.stringify(one.toJSON())).join();
      const failing = all.matchAll(
        /"(?:deadLetterTargetArn|DeadLetterConfig|OnFailure)":(?:\{"\w+":)?\{"Fn::GetAtt":\["(\w+)"/g,
      );
      expect([...new Set([...failing].map(([, id]) => id ?? ''))].toSorted()).toEqual(kept.toSorted());
    },
  );
});

describe('the table of alarms', () => {
  test('Given every alarm, Then its description names a page that exists, and the page names the alarm', () => {
    for (const { description, name } of template.alarms) {
      const page = /Runbook: (docs\/runbooks\/[a-z-]+\.md)$/.exec(description)?.[1] ?? '';
      expect(readRepositoryFile(page)).toContain(`\`${name.replace('tidegate-dev-', '')}\``);
    }
  });

  test('Given every alarm, Then docs/observability.md has its row', () => {
    const text = readRepositoryFile('docs/observability.md');
    for (const { because, missing, name, severity } of TABLE)
      expect(text).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${severity} .*\\| ${missing}: ${because} +\\|$`, 'm'));
  });
});
