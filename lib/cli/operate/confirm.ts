import { createInterface } from 'node:readline/promises';
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT, UsageError } from '../usage-error.ts';

/**
 * Asks whether an act is meant that cannot be undone.
 *
 * @throws {UsageError} where nobody can be asked, and {CommandError} when the answer is not yes.
 */
export async function confirm(terminal: Terminal, act: string, isMeant: boolean | undefined): Promise<void> {
  if (isMeant === true) return;
  const { stdin, stderr } = terminal;
  if (stdin?.isTTY !== true || stderr.isTTY !== true)
    throw new UsageError(`${act}: nobody can be asked without a terminal, expected --yes`);
  stderr.write(`${act}: are you sure? [y/N] `);
  const lines = createInterface({ input: stdin });
  const answer = await new Promise<string>((settle) => {
    lines.once('line', settle);
    lines.once('close', () => settle(''));
  });
  lines.close();
  if (!/^y(?:es)?$/i.test(answer.trim()))
    throw new CommandError(EXIT.refused, [`${act}: not confirmed, nothing was done`]);
}
