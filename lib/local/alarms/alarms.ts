import type { Instant } from '#domain/shared/instant.ts';
import type { QueueStanding } from '../emulators/queue-worker-protocol.ts';
import { FunctionFailure } from '../events/function-failure.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { AccessControl } from '../gateway/access-control.ts';
import type { LocalTemplate, QueueSpec, TopicSpec } from '../template/local-template.ts';
import { type AlarmChange, functionEvent, topicMessage } from './alarm-notice.ts';
import { type AlarmState, type LocalAlarmSpec, metricKey } from './alarm-spec.ts';
import { evaluateAlarm } from './evaluate-alarm.ts';
import type { MetricStore } from './metric-store.ts';

export interface AlarmsOptions {
  readonly template: LocalTemplate;
  readonly access: AccessControl;
  readonly host: (functionName: string) => Pick<FunctionHost, 'invoke'>;
  readonly metrics: MetricStore;
  readonly standing: (queue: QueueSpec) => Promise<QueueStanding>;
}

/** What a topic was told. */
export interface Notice {
  readonly topicArn: string;
  /** Of the alarm. */
  readonly name: string;
  readonly state: AlarmState;
  readonly message: string;
}

const CLOUDWATCH = 'cloudwatch.amazonaws.com';
const ALARMS_SERVICE = 'lambda.alarms.cloudwatch.amazonaws.com';

/** CloudWatch's alarms: looks at the metrics when it is told that a minute is over, and has done what an alarm's new state wants done. */
export class Alarms {
  /** Whether functions are called. Without, the topic is told, and nothing else is done. */
  areActing = true;
  readonly #options: AlarmsOptions;
  readonly #states = new Map<string, AlarmState>();
  readonly #changes: AlarmChange[] = [];
  readonly #notices: Notice[] = [];

  constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  /** All changes of state, the latest last. */
  get changes(): readonly AlarmChange[] {
    return this.#changes;
  }

  /** All that topics were told, the latest last. */
  get notices(): readonly Notice[] {
    return this.#notices;
  }

  stateOf(name: string): AlarmState {
    return this.#states.get(name) ?? 'INSUFFICIENT_DATA';
  }

  /** Ends the minute of `instant`, and evaluates every alarm on it: those of metrics first. */
  async evaluate(instant: Instant): Promise<void> {
    await this.#measureQueues(instant);
    const { metrics, template } = this.#options;
    metrics.close(instant);
    for (const alarm of template.alarms) {
      if (alarm.kind === 'composite') continue;
      const points = metrics.pointsOf(alarm);
      const state = evaluateAlarm(points, alarm, this.stateOf(alarm.name));
      const shown = points.map((point) => point ?? 'missing').join(', ');
      await this.#move(alarm, state, `Datapoints ${shown}`, instant);
    }
    await this.#evaluateComposites(instant);
  }

  /** Puts an alarm in a state, as `SetAlarmState` does for a drill, until it is evaluated again. */
  async set(name: string, state: AlarmState, instant: Instant): Promise<void> {
    const alarm = this.#options.template.alarms.find((one) => one.name === name);
    if (alarm === undefined) throw new Error(`there is no alarm ${name}`);
    await this.#move(alarm, state, 'set by hand', instant);
    await this.#evaluateComposites(instant);
  }

  async #evaluateComposites(instant: Instant): Promise<void> {
    const { alarms } = this.#options.template;
    const stateOf = (key: string): AlarmState =>
      this.stateOf(alarms.find(({ arn, name }) => key === arn || key === name)?.name ?? key);
    for (const alarm of alarms) {
      if (alarm.kind !== 'composite') continue;
      await this.#move(alarm, alarm.rule(stateOf) ? 'ALARM' : 'OK', 'its rule', instant);
    }
  }

  /** What SQS tells CloudWatch of the queues that alarms look at. */
  async #measureQueues(instant: Instant): Promise<void> {
    const { metrics, standing, template } = this.#options;
    for (const queue of template.queues) {
      const { oldest, visible } = await standing(queue);
      const tell = (name: string, value: number): void =>
        metrics.add(metricKey('AWS/SQS', name, { QueueName: queue.name }), value);
      tell('ApproximateNumberOfMessagesVisible', visible);
      if (oldest !== null) tell('ApproximateAgeOfOldestMessage', (instant - oldest) / 1_000);
    }
  }

  async #move(alarm: LocalAlarmSpec, state: AlarmState, reason: string, at: Instant): Promise<void> {
    const before = this.stateOf(alarm.name);
    if (state === before) return;
    this.#states.set(alarm.name, state);
    const change: AlarmChange = { alarm, before, state, reason, at };
    this.#changes.push(change);
    for (const action of alarm.actions[state]) await this.#act(change, action);
  }

  async #act(change: AlarmChange, action: string): Promise<void> {
    const { template } = this.#options;
    const topic = template.topics.find(({ arn }) => arn === action);
    if (topic !== undefined) return this.#publish(change, topic);
    const { access, host } = this.#options;
    const target = template.functions.find(({ arn }) => arn === action);
    if (target === undefined) throw new Error(`nothing in the template has the ARN ${action}`);
    if (!this.areActing) return;
    if (access.authoriseService(ALARMS_SERVICE, change.alarm.arn, target, 'lambda:InvokeFunction') !== null) return;
    const result = await host(target.name).invoke(functionEvent(change, template.region));
    if (!result.ok) throw new FunctionFailure(target.service, result.error);
  }

  #publish(change: AlarmChange, topic: TopicSpec): void {
    const { access, template } = this.#options;
    const { alarm, state } = change;
    if (access.authoriseService(CLOUDWATCH, alarm.arn, topic, 'sns:Publish') !== null) return;
    if (topic.key !== null)
      for (const right of ['kms:GenerateDataKey*', 'kms:Decrypt'])
        if (access.authoriseService(CLOUDWATCH, alarm.arn, topic.key, right) !== null) return;
    const message = topicMessage(change, template.region);
    this.#notices.push({ topicArn: topic.arn, name: alarm.name, state, message });
  }
}
