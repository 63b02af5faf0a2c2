/** Starts the workflow that a composition has bound it to. */
export interface WorkflowStarter {
  /** One execution per name: a name that has one already counts as started. */
  start(name: string, input: object): Promise<void>;
}
