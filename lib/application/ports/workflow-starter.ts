/** Starts work that goes on by itself, outside of the caller's seconds. */
export interface WorkflowStarter {
  /**
   * Resolves once the execution `name` exists; one that exists already counts as started, so that asking twice is harmless. Rejects
   * when nobody knows whether it does.
   *
   * @param name 1 to 80 letters, digits, `-` and `_`: the identity of the work
   * @param input plain JSON, the same whenever the name is
   */
  start(name: string, input: object): Promise<void>;
}
