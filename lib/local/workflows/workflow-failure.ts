/** An execution did not succeed: nobody continues it, and what it was to do is not done. */
export class WorkflowFailure extends Error {
  override readonly name = 'WorkflowFailure';
  readonly code = 'WORKFLOW_FAILED';

  /** @param execution name of the execution; @param why its status and what it failed of */
  constructor(machine: string, execution: string, why: string) {
    super(`state machine ${machine}, execution ${execution}: ${why}`);
  }
}
