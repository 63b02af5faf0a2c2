import { describe, expect, it } from 'vitest';
import { WorkflowFailure } from '#local/workflows/workflow-failure.ts';
import { ASKING, FUNCTION_ARN, machineResources, WorkflowDesk } from '../../support/workflow-template.ts';

const wait = (seconds: number) => ({ kind: 'wait', seconds });
const done = { kind: 'done' };

describe('Given a workflow that asks a function until it is done', () => {
  it('When it is started, Then nothing runs before it is let, and then the function gets the input of the execution', async () => {
    const desk = new WorkflowDesk([done]);
    const { status, body } = desk.start({ input: '{"stopId":"s"}' });
    expect([status, body['executionArn']]).toEqual([
      200,
      'arn:aws:states:us-east-1:000000000000:execution:app-Machine:a',
    ]);
    expect([desk.seen, desk.workflows.nextDue]).toEqual([[], 0]);

    await desk.runAt(0);
    expect(desk.seen.map(({ at, payload }) => [at, payload])).toEqual([[0, { stopId: 's' }]]);
    expect([desk.statusOf('a'), desk.workflows.nextDue]).toEqual(['SUCCEEDED', null]);
  });

  it('When the function asks for waits, Then each is over when the clock says so, and not before', async () => {
    const desk = new WorkflowDesk([wait(10), wait(0), wait(600), done]);
    desk.start({ input: '{"stopId":"s"}' });
    await desk.runAt(0);
    expect([desk.seen.length, desk.workflows.nextDue]).toEqual([1, 10_000]);
    await desk.runAt(9_999);
    expect(desk.seen.length).toBe(1);
    await desk.runAt(10_000);
    expect([desk.seen.length, desk.workflows.nextDue]).toEqual([3, 610_000]);
    await desk.runToEnd();
    expect(desk.seen.map(({ at, payload }) => [at, payload])).toEqual(
      [0, 10_000, 10_000, 610_000].map((at) => [at, { stopId: 's' }]),
    );
    expect(desk.statusOf('a')).toBe('SUCCEEDED');
  });

  it('When the function fails, Then it is asked again after pauses that grow, and from the first one for each step', async () => {
    const desk = new WorkflowDesk([new Error('1'), new Error('2'), wait(5), new Error('3'), done]);
    desk.start();
    await desk.runToEnd();
    expect(desk.seen.map(({ at }) => at)).toEqual([0, 1_000, 3_000, 8_000, 9_000]);
    expect(desk.statusOf('a')).toBe('SUCCEEDED');
  });

  it('When it fails more often than it is repeated, Then the failure is caught, and the step says of what the execution has failed', async () => {
    const desk = new WorkflowDesk([new TypeError('1'), new TypeError('2'), new TypeError('ledger gone'), done]);
    desk.start();
    const failure: unknown = await desk.runToEnd().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkflowFailure);
    expect(String(failure)).toContain('state machine app-Machine, execution a: FAILED, TypeError: {"errorType"');
    expect(String(failure)).toContain('ledger gone');
    expect([desk.seen.length, desk.statusOf('a'), desk.workflows.nextDue]).toEqual([3, 'FAILED', null]);
  });

  it.each([
    ['an answer that no choice knows', { kind: 'maybe' }, 'States.NoChoiceMatched'],
    ['a wait that is no whole number', wait(1.5), 'Seconds 1.5'],
    ['a wait without seconds', { kind: 'wait' }, 'States.Runtime'],
  ])('When it gives %s, Then the execution fails', async (_name, answer, message) => {
    const desk = new WorkflowDesk([answer]);
    desk.start();
    await expect(desk.runToEnd()).rejects.toThrow(message);
    expect(desk.statusOf('a')).toBe('FAILED');
  });

  it('When it is not done in time, Then the execution ends when its time is over, in the middle of a wait', async () => {
    const desk = new WorkflowDesk([wait(600), wait(600), done]);
    desk.start();
    await expect(desk.runToEnd()).rejects.toThrow('TIMED_OUT, States.Timeout');
    expect([desk.now, desk.seen.length, desk.statusOf('a')]).toEqual([900_000, 2, 'TIMED_OUT']);
  });

  it('When two executions wait, Then each has its own time, and the function is told them apart', async () => {
    const desk = new WorkflowDesk([wait(10), wait(5), done, done]);
    desk.start({ name: 'a', input: '{"stopId":"a"}' });
    desk.start({ name: 'b', input: '{"stopId":"b"}' });
    await desk.runToEnd();
    expect(desk.seen.map(({ at, payload }) => [at, payload])).toEqual([
      [0, { stopId: 'a' }],
      [0, { stopId: 'b' }],
      [5_000, { stopId: 'b' }],
      [10_000, { stopId: 'a' }],
    ]);
    expect(new Set(desk.seen.map(({ identity }) => identity)).size).toBe(2);
  });

  it('When the local cloud stops, Then what waits is aborted and never goes on', async () => {
    const desk = new WorkflowDesk([wait(10), done]);
    desk.start();
    await desk.runAt(0);
    await desk.workflows.stop();
    expect([desk.statusOf('a'), desk.workflows.nextDue, desk.workflows.runNext()]).toEqual(['ABORTED', null, null]);
    expect(desk.seen.length).toBe(1);
  });
});

describe('Given an execution', () => {
  it('When it is started again while it runs, Then the answer is the first one, and nothing runs twice', async () => {
    const desk = new WorkflowDesk([wait(10), done]);
    const first = desk.start({ input: '{"a":1}' });
    await desk.runAt(5);
    expect(desk.start({ input: '{"a":1}' })).toEqual(first);
    await desk.runToEnd();
    expect(desk.seen.length).toBe(2);
  });

  it('When its name is used with another input, or once it is over, Then it exists already', async () => {
    const desk = new WorkflowDesk([done]);
    desk.start({ input: '{"a":1}' });
    expect(desk.start({ input: '{"a":2}' }).body['__type']).toBe('ExecutionAlreadyExists');
    await desk.runToEnd();
    expect(desk.start({ input: '{"a":1}' }).body['__type']).toBe('ExecutionAlreadyExists');
  });

  it.each([
    ['a name with white space', { name: 'a b' }, 'InvalidName'],
    ['a name with a separator', { name: 'a#b' }, 'InvalidName'],
    ['a name that is too long', { name: 'a'.repeat(81) }, 'InvalidName'],
    ['an input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['another state machine', { stateMachineArn: 'arn:gone' }, 'StateMachineDoesNotExist'],
  ])('When one is started with %s, Then it is refused', (_name, request, code) => {
    const desk = new WorkflowDesk([]);
    const { status, body } = desk.start(request);
    expect([status, body['__type'], desk.workflows.nextDue]).toEqual([400, code, null]);
  });
});

describe('Given the role of a state machine', () => {
  const withPolicy = (...Statement: readonly object[]) => {
    const { MachinePolicy, ...resources } = machineResources();
    const Properties = { Roles: [{ Ref: 'MachineRole' }], PolicyDocument: { Statement } };
    return JSON.parse(JSON.stringify({ ...resources, MachinePolicy: { ...(MachinePolicy as object), Properties } }));
  };

  it('When it may not invoke the function, Then the function is not invoked and the denial is kept', async () => {
    const desk = new WorkflowDesk([done], withPolicy());
    desk.start();
    await desk.runAt(0);
    expect(desk.seen).toEqual([]);
    expect(desk.access.denials).toEqual([
      { principal: 'state machine app-Machine', action: 'lambda:InvokeFunction', resource: FUNCTION_ARN },
    ]);
  });

  it('When Step Functions may not take it, Then that is the denial', async () => {
    const { MachineRole, ...resources } = machineResources();
    const desk = new WorkflowDesk([done], {
      ...resources,
      MachineRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
          },
        },
      },
    });
    desk.start();
    await desk.runAt(0);
    expect([desk.seen.length, desk.access.denials[0]?.action]).toEqual([0, 'sts:AssumeRole']);
    expect(MachineRole).toBeDefined();
  });

  it('When it is to log and trace and may only log, Then that is found when the local cloud boots', () => {
    const properties = { LoggingConfiguration: { Level: 'ERROR' }, TracingConfiguration: { Enabled: true } };
    const desk = new WorkflowDesk([], machineResources(ASKING, properties));
    desk.workflows.attach();
    expect(desk.access.denials.map(({ action }) => action)).toEqual([
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
    ]);
    const plain = new WorkflowDesk([]);
    plain.workflows.attach();
    expect(plain.access.denials).toEqual([]);
  });
});

describe('Given waits of every kind', () => {
  const task = { Type: 'Task', Resource: FUNCTION_ARN, End: true };
  const run = async (pause: object, input: object) => {
    const definition = {
      StartAt: 'Pause',
      TimeoutSeconds: 9_000,
      States: { Pause: { Type: 'Wait', Next: 'Tell', ...pause }, Tell: task },
    };
    const desk = new WorkflowDesk([done], machineResources(JSON.parse(JSON.stringify(definition))));
    desk.start({ input: JSON.stringify(input) });
    await desk.runToEnd();
    return [desk.seen[0]?.at, desk.seen[0]?.payload];
  };

  it.each([
    ['seconds', { Seconds: 7 }, { a: 1 }, 7_000, { a: 1 }],
    ['a path of seconds', { SecondsPath: '$.for' }, { for: 3 }, 3_000, { for: 3 }],
    ['a time', { Timestamp: '1970-01-01T00:01:00Z' }, { a: 1 }, 60_000, { a: 1 }],
    [
      'a path of a time',
      { TimestampPath: '$.at' },
      { at: '1970-01-01T00:02:00Z' },
      120_000,
      { at: '1970-01-01T00:02:00Z' },
    ],
    [
      'paths in and out',
      { InputPath: '$.in', SecondsPath: '$.for', OutputPath: '$.x' },
      { in: { for: 2, x: 9 } },
      2_000,
      9,
    ],
  ])('When it waits by %s, Then it passes on its input at that time', async (_name, pause, input, at, payload) => {
    expect(await run(pause, input)).toEqual([at, payload]);
  });
});
