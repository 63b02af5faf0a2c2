import type { LocalAlarmSpec } from '../alarms/alarm-spec.ts';
import type { EventPattern } from '../events/event-pattern.ts';
import type { PolicyStatement } from '../iam/statement.ts';
import type { WorkflowDefinition } from '../workflows/workflow-definition.ts';
import type { JsonObject } from './json.ts';

export interface TableKey {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface IndexSpec {
  readonly name: string;
  readonly keys: readonly TableKey[];
  /** Projection as CloudFormation and the CreateTable API write it. */
  readonly projection: JsonObject;
}

export interface TableSpec {
  readonly name: string;
  readonly arn: string;
  readonly keys: readonly TableKey[];
  readonly indexes: readonly IndexSpec[];
}

export interface QueueSpec {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly fifo: boolean;
  readonly visibilityTimeoutMs: number;
  /** Queue attributes as the CreateQueue API takes them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Statements of the queue's policies. */
  readonly policy: readonly PolicyStatement[];
}

/** A resource with a policy of its own. */
export interface GuardedSpec {
  readonly arn: string;
  readonly policy: readonly PolicyStatement[];
}

export interface TopicKey extends GuardedSpec {
  /** Whether AWS keeps it for SNS: roles of the account may use it through SNS, services of AWS may not. */
  readonly isAws: boolean;
}

export interface TopicSpec extends GuardedSpec {
  readonly name: string;
  /** Key that encrypts it; `null`: SNS's own. */
  readonly key: TopicKey | null;
}

export interface RoleSpec {
  readonly name: string;
  readonly arn: string;
  /** Statements of all policies attached to the role. */
  readonly policy: readonly PolicyStatement[];
  /** Who may assume it. */
  readonly trust: readonly PolicyStatement[];
}

export interface FunctionSpec {
  readonly logicalId: string;
  readonly name: string;
  /** What callers call: its alias, where it has one. */
  readonly arn: string;
  /** The verb-noun name of `POWERTOOLS_SERVICE_NAME`, e.g. `place-order`. */
  readonly service: string;
  readonly role: RoleSpec;
  /** Absolute folder of the bundle, and `file.export` in it. */
  readonly codeDirectory: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** Who may invoke it. */
  readonly policy: readonly PolicyStatement[];
}

/** An SQS trigger. */
export interface MappingSpec {
  readonly function: FunctionSpec;
  readonly queue: QueueSpec;
  readonly batchSize: number;
  readonly reportsBatchItemFailures: boolean;
}

/** A trigger by the stream of the table. */
export interface StreamMappingSpec {
  readonly function: FunctionSpec;
  readonly streamArn: string;
  readonly batchSize: number;
  /** Where Lambda puts what the function never manages; `null`: nowhere. */
  readonly failureQueueArn: string | null;
  /** One of them lets a record through. */
  readonly filters: readonly EventPattern[];
}

export interface ScheduleSpec {
  readonly name: string;
  readonly arn: string;
  /** `rate(…)` or `cron(…)`. */
  readonly expression: string;
  readonly timeZone: string;
  readonly function: FunctionSpec;
  readonly role: RoleSpec;
  /** Payload with `<aws.scheduler.scheduled-time>` still in it. */
  readonly input: string;
}

export interface RuleSpec {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly pattern: EventPattern;
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget {
  readonly function: FunctionSpec;
  /** Where undeliverable events go; EventBridge needs the queue's leave. */
  readonly deadLetterQueue: QueueSpec | null;
}

export interface RouteSpec {
  readonly method: string;
  /** API Gateway's form: `/sessions/{id}/stop`. */
  readonly path: string;
  readonly authorization: 'NONE' | 'AWS_IAM';
  readonly function: FunctionSpec;
  /** ARN by which API Gateway names itself to the function. */
  readonly arn: string;
}

export interface StateMachineSpec {
  readonly name: string;
  readonly arn: string;
  readonly role: RoleSpec;
  readonly definition: WorkflowDefinition;
  /** Whether it delivers a log, and traces: with its role. */
  readonly isLogged: boolean;
  readonly isTraced: boolean;
}

/** The whole application as the synthesized template describes it. */
export interface LocalTemplate {
  readonly region: string;
  readonly tables: readonly TableSpec[];
  readonly queues: readonly QueueSpec[];
  readonly secrets: readonly { readonly arn: string; readonly name: string }[];
  readonly roles: readonly RoleSpec[];
  readonly functions: readonly FunctionSpec[];
  readonly mappings: readonly MappingSpec[];
  readonly streamMappings: readonly StreamMappingSpec[];
  readonly schedules: readonly ScheduleSpec[];
  readonly rules: readonly RuleSpec[];
  readonly routes: readonly RouteSpec[];
  readonly stateMachines: readonly StateMachineSpec[];
  readonly topics: readonly TopicSpec[];
  readonly alarms: readonly LocalAlarmSpec[];
}
