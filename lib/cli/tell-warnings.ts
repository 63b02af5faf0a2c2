import { describeError } from './describe-error.ts';
import type { Terminal } from './terminal.ts';

/** What is taken as it stands and may not have been meant: a line each on `stderr`, what the user typed made harmless. */
export function tellWarnings(terminal: Terminal, warnings: readonly string[]): void {
  for (const warning of warnings) terminal.stderr.write(`warning: ${describeError(warning)}\n`);
}
