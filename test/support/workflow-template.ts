import type { FunctionError, InvocationResult } from '#local/functions/function-protocol.ts';
import { AccessControl } from '#local/gateway/access-control.ts';
import type { Json, JsonObject } from '#local/template/json.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { Workflows } from '#local/workflows/workflows.ts';
import { smallAssembly } from './small-template.ts';

/** ARN of the small template's function. */
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:app-Function';
export const MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:app-Machine';

/** Asks a function until it says done, waits as it says in between, and repeats what failed, twice. */
export const ASKING = {
  StartAt: 'Ask',
  TimeoutSeconds: 900,
  States: {
    Ask: {
      Type: 'Task',
      Resource: FUNCTION_ARN,
      InputPath: '$$.Execution.Input',
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2, MaxDelaySeconds: 15 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
      Next: 'IsDone',
    },
    IsDone: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.kind', StringEquals: 'wait', Next: 'Pause' },
        { Variable: '$.kind', StringEquals: 'done', Next: 'Done' },
      ],
    },
    Pause: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Ask' },
    Done: { Type: 'Succeed' },
    Failed: { Type: 'Fail', ErrorPath: '$.Error', CausePath: '$.Cause' },
  },
} as const;

/** A state machine of the small template as CDK writes one: the function's ARN is joined into the definition. */
export function machineResources(definition: Json = ASKING, properties: JsonObject = {}): JsonObject {
  const [before = '', ...after] = JSON.stringify(definition).split(FUNCTION_ARN);
  const reference = { 'Fn::GetAtt': ['Function', 'Arn'] };
  return {
    MachineRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { Service: 'states.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            },
          ],
        },
      },
    },
    MachinePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: 'MachineRole' }],
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: reference },
            { Effect: 'Allow', Action: ['logs:*'], Resource: '*' },
          ],
        },
      },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: { 'Fn::GetAtt': ['MachineRole', 'Arn'] },
        DefinitionString: { 'Fn::Join': ['', [before, ...after.flatMap((part) => [reference, part])]] },
        ...properties,
      },
    },
  };
}

/** One invocation of the function, as it was seen. */
export interface SeenInvocation {
  readonly at: number;
  readonly payload: unknown;
  readonly identity: string | undefined;
}

/** Workflows on a clock of their own, with a function that answers what it is told to, in this order; `Error`: it fails. */
export class WorkflowDesk {
  readonly access: AccessControl;
  readonly workflows: Workflows;
  readonly seen: SeenInvocation[] = [];
  now = 0;

  constructor(answers: readonly (Json | Error)[], resources: JsonObject = machineResources()) {
    const template = readTemplate(smallAssembly(resources), { region: 'us-east-1', gatewayUrl: 'http://127.0.0.1:1' });
    const waiting = [...answers];
    this.access = new AccessControl(template);
    const invoke = async (payload: unknown, identity?: string): Promise<InvocationResult> => {
      this.seen.push({ at: this.now, payload, identity });
      const answer = waiting.shift() ?? new Error('nothing left to answer');
      return answer instanceof Error ? { ok: false, error: errorOf(answer) } : { ok: true, payload: answer };
    };
    this.workflows = new Workflows({ template, access: this.access, host: () => ({ invoke }), now: () => this.now });
  }

  /** Status and body of a start. */
  start(request: JsonObject = {}): { readonly status: number; readonly body: Record<string, unknown> } {
    const { status, body } = this.workflows.start({ stateMachineArn: MACHINE_ARN, name: 'a', ...request });
    return { status, body: JSON.parse(body.toString()) };
  }

  /** Everything that is due at an instant, one step after the other. */
  async runAt(now: number): Promise<void> {
    this.now = now;
    for (let step = this.workflows.runNext(); step !== null; step = this.workflows.runNext()) await step;
  }

  /** Turns the clock to whatever is due next until nothing is. */
  async runToEnd(): Promise<void> {
    for (let due = this.workflows.nextDue; due !== null; due = this.workflows.nextDue) await this.runAt(due);
  }

  /** Status of the execution of that name. */
  statusOf(name: string): string | undefined {
    return this.workflows.executions.find((execution) => execution.name === name)?.status;
  }
}

function errorOf({ name, message }: Error): FunctionError {
  return { errorType: name, errorMessage: message, stackTrace: [] };
}
