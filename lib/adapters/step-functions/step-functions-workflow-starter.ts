import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { AWS_CLIENT_SETTINGS } from '../aws-client-settings.ts';

export interface StepFunctionsWorkflowStarterOptions {
  readonly stateMachineArn: string;
  /** @default a client by the environment */
  readonly client?: SFNClient;
}

/**
 * Executions of one state machine. While an execution runs, a start with its name and input answers as the first did; once it is
 * over, or with another input, Step Functions refuses the name for 90 days: it has been started all the same.
 */
export class StepFunctionsWorkflowStarter implements WorkflowStarter {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor({ stateMachineArn, client }: StepFunctionsWorkflowStarterOptions) {
    this.#stateMachineArn = stateMachineArn;
    this.#client = client ?? new SFNClient(AWS_CLIENT_SETTINGS);
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
