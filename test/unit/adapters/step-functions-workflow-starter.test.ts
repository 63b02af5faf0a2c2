import { ExecutionAlreadyExists, InvalidName, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { StepFunctionsWorkflowStarter } from '#adapters/step-functions/step-functions-workflow-starter.ts';

type Start = StartExecutionCommand['input'];

const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:stop';

/** A client that never reaches the network: it notes each start, and fails when told to. */
function starterThat(started: Start[], failure?: Error): StepFunctionsWorkflowStarter {
  const client = new SFNClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  client.middlewareStack.add(
    () => async (args) => {
      started.push(args.input as Start);
      if (failure !== undefined) throw failure;
      return { output: { $metadata: {}, executionArn: 'arn', startDate: new Date(0) }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return new StepFunctionsWorkflowStarter({ stateMachineArn, client });
}

describe('Step Functions workflow starter', () => {
  it('Given a name and an input, When it is started, Then the state machine is asked for that execution', async () => {
    const started: Start[] = [];
    await starterThat(started).start('stop-1', { stopId: 'stop-1' });
    expect(started).toEqual([{ stateMachineArn, name: 'stop-1', input: '{"stopId":"stop-1"}' }]);
  });

  it('Given an execution of that name that is over, When it is started again, Then it counts as started', async () => {
    const over = new ExecutionAlreadyExists({ message: 'Execution Already Exists', $metadata: {} });
    await expect(starterThat([], over).start('stop-1', {})).resolves.toBeUndefined();
  });

  it('Given any other answer, When it is started, Then it throws', async () => {
    const refused = new InvalidName({ message: 'Invalid Name', $metadata: {} });
    await expect(starterThat([], refused).start('stop 1', {})).rejects.toThrow('Invalid Name');
  });
});
