import type { EXIT } from './usage-error.ts';

/** Why a command that was asked for rightly has not done its work: it failed, or was refused. */
export class CommandError extends Error {
  readonly code = 'COMMAND';
  override readonly name: string = 'CommandError';
  readonly exitCode: (typeof EXIT)['failed' | 'refused'];
  /** Of the message; a refusal has one for each rule that it broke. */
  readonly lines: readonly string[];

  constructor(kind: (typeof EXIT)['failed' | 'refused'], lines: readonly string[], options?: ErrorOptions) {
    super(lines.join('\n'), options);
    this.exitCode = kind;
    this.lines = lines;
  }
}
