import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';

export interface StepFunctionsWorkflowStarterOptions {
  readonly stateMachineArn: string;
  /** @default a client by the environment */
  readonly client?: SFNClient;
}

/** Gives up well within a function's seconds; a repeat inside is dropped by the execution's name. */
const CLIENT_SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
};

/**
 * Executions of one state machine. While an execution runs, a start with its name and input answers as the first did; once it is
 * over, or with another input, Step Functions refuses the name for 90 days: it has been started all the same.
 */
export class StepFunctionsWorkflowStarter implements WorkflowStarter {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor({ stateMachineArn, client }: StepFunctionsWorkflowStarterOptions) {
    this.#stateMachineArn = stateMachineArn;
    this.#client = client ?? new SFNClient(CLIENT_SETTINGS);
  }

  async start(name: string, input: object): Promise<void> {
    const request = { stateMachineArn: this.#stateMachineArn, name, input: JSON.stringify(input) };
    try {
      await this.#client.send(new StartExecutionCommand(request));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
}
