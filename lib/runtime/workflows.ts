import { StepFunctionsWorkflowStarter } from '#adapters/step-functions/step-functions-workflow-starter.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { required } from './function-environment.ts';
import type { Runtime } from './runtime.ts';

/** The workflow that stops everything, of the functions that may start it; kept out of the bundles of those that may not. */
export function openEmergencyStop(runtime: Runtime): WorkflowStarter {
  const stateMachineArn = required(runtime.environment.emergencyStopArn, 'EMERGENCY_STOP_ARN');
  return new StepFunctionsWorkflowStarter({ stateMachineArn });
}

/** The workflow that reconciles ledger and broker, likewise. */
export function openReconcile(runtime: Runtime): WorkflowStarter {
  const stateMachineArn = required(runtime.environment.reconcileArn, 'RECONCILE_ARN');
  return new StepFunctionsWorkflowStarter({ stateMachineArn });
}
