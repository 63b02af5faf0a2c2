import { StepFunctionsWorkflowStarter } from '#adapters/step-functions/step-functions-workflow-starter.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { required } from './function-environment.ts';
import type { Runtime } from './runtime.ts';

/** The workflow that stops everything, of the functions that may start it; kept out of the bundles of those that may not. */
export function openEmergencyStop(runtime: Runtime): WorkflowStarter {
  const stateMachineArn = required(runtime.environment.emergencyStopArn, 'EMERGENCY_STOP_ARN');
  return new StepFunctionsWorkflowStarter({ stateMachineArn });
}

/** Starts one execution of a state machine; one of the same name that exists already counts as started. */
export function startWorkflow(arn: string, name: string, input: object): Promise<void> {
  return new StepFunctionsWorkflowStarter({ stateMachineArn: arn }).start(name, input);
}
