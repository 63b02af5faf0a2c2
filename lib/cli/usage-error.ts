/** The exit codes of every command. */
export const EXIT = { done: 0, failed: 1, badInput: 2, refused: 3 } as const;

/**
 * Bad input: the command ends with exit 2 and the message, at most three lines that name the flag, field
 * or line, what was received and what is expected. Nothing has been written when it is thrown.
 */
export class UsageError extends Error {
  readonly code = 'BAD_INPUT';
  /** Of the message, one for each fault. */
  readonly lines: readonly string[];

  constructor(message: string | readonly string[], options?: ErrorOptions) {
    const lines = typeof message === 'string' ? [message] : message;
    super(lines.join('\n'), options);
    this.name = 'UsageError';
    this.lines = lines;
  }
}
