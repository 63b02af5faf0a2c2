import { randomUUID } from 'node:crypto';
import type { FunctionHost } from '../functions/function-host.ts';
import type { InvocationResult } from '../functions/function-protocol.ts';
import type { AccessControl } from '../gateway/access-control.ts';
import { type AwsResponse, awsFailure, awsJson } from '../gateway/aws-response.ts';
import { type JsonObject, textAt } from '../template/json.ts';
import type { FunctionSpec, LocalTemplate, StateMachineSpec } from '../template/local-template.ts';
import { Execution } from './execution.ts';
import { WorkflowFailure } from './workflow-failure.ts';

export interface WorkflowsOptions {
  readonly template: LocalTemplate;
  readonly access: AccessControl;
  readonly host: (functionName: string) => Pick<FunctionHost, 'invoke'>;
  readonly now: () => number;
}

const STATES_SERVICE = 'states.amazonaws.com';
/** What AWS takes as a name: no white space, brackets, wildcards, quotes or separators. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

const DELIVERY_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
const TRACING_ACTIONS = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

/**
 * Step Functions: starts executions and lets the next step of one run when asked to. Executions are kept in memory only, those that
 * are over for their names.
 */
export class Workflows {
  /** Called when a step may have become due, so that somebody lets it run. */
  onStep: () => void = () => undefined;
  readonly #options: WorkflowsOptions;
  readonly #executions = new Map<string, { readonly execution: Execution; readonly machine: StateMachineSpec }>();

  constructor(options: WorkflowsOptions) {
    this.#options = options;
  }

  /** By the order of their starts. */
  get executions(): readonly Execution[] {
    return [...this.#executions.values()].map(({ execution }) => execution);
  }

  /** When the next step is due; `null` when no execution waits for anything. */
  get nextDue(): number | null {
    const dues = this.executions.map(({ due }) => due).filter((due) => due !== null);
    return dues.length === 0 ? null : Math.min(...dues);
  }

  /** What Step Functions does when a state machine is created: tries its log and its traces with its role. */
  attach(): void {
    const { template, access } = this.#options;
    for (const machine of template.stateMachines) {
      const actions = [...(machine.isLogged ? DELIVERY_ACTIONS : []), ...(machine.isTraced ? TRACING_ACTIONS : [])];
      for (const action of actions) access.authoriseRole(machine.role, principalOf(machine), { action, resource: '*' });
    }
  }

  /** Answers a `StartExecution` request. Nothing runs yet. */
  start(request: JsonObject): AwsResponse {
    const arn = textAt(request, 'stateMachineArn') ?? '';
    const machine = this.#options.template.stateMachines.find((candidate) => candidate.arn === arn);
    const name = textAt(request, 'name') ?? randomUUID();
    const input = textAt(request, 'input') ?? '{}';
    if (machine === undefined)
      return awsFailure(400, 'StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    if (!NAME.test(name)) return awsFailure(400, 'InvalidName', `Invalid Name: '${name}'`);
    if (!isJson(input)) return awsFailure(400, 'InvalidExecutionInput', 'Invalid State Machine Execution Input');
    const known = this.#executions.get(executionArn(machine, name))?.execution;
    if (known !== undefined && !(known.status === 'RUNNING' && known.input === input))
      return awsFailure(400, 'ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
    const execution = known ?? this.#add(machine, name, input);
    return awsJson(200, { executionArn: execution.arn, startDate: execution.startedAt / 1_000 });
  }

  /**
   * Lets the step that has been due for longest run. `null`: none is due. The promise settles when that execution waits again or is
   * over, and rejects with {@link WorkflowFailure} when it has not succeeded.
   */
  runNext(): Promise<void> | null {
    const now = this.#options.now();
    let next: { readonly execution: Execution; readonly machine: StateMachineSpec } | null = null;
    for (const candidate of this.#executions.values()) {
      const { due } = candidate.execution;
      if (due !== null && due <= now && due < (next?.execution.due ?? Number.POSITIVE_INFINITY)) next = candidate;
    }
    return next === null ? null : this.#run(next.execution, next.machine);
  }

  /** Ends what waits: nobody will continue it. */
  async stop(): Promise<void> {
    for (const execution of this.executions) execution.end('ABORTED');
  }

  async #run(execution: Execution, machine: StateMachineSpec): Promise<void> {
    await execution.proceed();
    if (execution.status === 'FAILED' || execution.status === 'TIMED_OUT')
      throw new WorkflowFailure(machine.name, execution.name, `${execution.status}, ${execution.failure}`);
    this.onStep();
  }

  #add(machine: StateMachineSpec, name: string, input: string): Execution {
    const { now } = this.#options;
    const arn = executionArn(machine, name);
    const execution = new Execution({
      machine,
      arn,
      name,
      input,
      now,
      invoke: (state, functionArn, payload) =>
        this.#invoke(machine, functionArn, payload, JSON.stringify([machine.name, name, state])),
    });
    this.#executions.set(arn, { execution, machine });
    this.onStep();
    return execution;
  }

  /** As the state machine's role; without the right the task fails, as on AWS, and the denial is kept. */
  async #invoke(
    machine: StateMachineSpec,
    functionArn: string,
    payload: unknown,
    identity: string,
  ): Promise<InvocationResult> {
    const { access, host, template } = this.#options;
    const target = template.functions.find((spec) => spec.arn === functionArn);
    if (target === undefined) throw new Error(`function ${functionArn} is not in the template`);
    const denial =
      access.assumeRole(machine.role, STATES_SERVICE, principalOf(machine)) ??
      access.authoriseRole(machine.role, principalOf(machine), invocationOf(target));
    if (denial === null) return host(target.name).invoke(payload, identity);
    const errorMessage = `${denial.principal} may not ${denial.action} on ${denial.resource}`;
    return { ok: false, error: { errorType: 'Lambda.AWSLambdaException', errorMessage, stackTrace: [] } };
  }
}

function principalOf(machine: StateMachineSpec): string {
  return `state machine ${machine.name}`;
}

function invocationOf(target: FunctionSpec) {
  return { action: 'lambda:InvokeFunction', resource: target.arn };
}

function executionArn(machine: StateMachineSpec, name: string): string {
  return `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
