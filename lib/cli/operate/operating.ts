import type { Terminal } from '../terminal.ts';
import { ApiError } from './api-error.ts';
import type { OperateFlags } from './operate-flags.ts';
import { Operation } from './operation.ts';

type Act<Flags> = (operation: Operation, flags: Flags, ...names: string[]) => Promise<void>;

/**
 * The action of a command: opens the system that its flags name, and gives it to `act` with the command's arguments.
 *
 * @param patience seconds of `--timeout` where none are given
 */
export function operating<Flags extends OperateFlags>(terminal: Terminal, act: Act<Flags>, patience = '60') {
  return async (...given: readonly unknown[]): Promise<void> => {
    const flags = given.at(-2) as Flags;
    const names = given.slice(0, -2) as string[];
    const operation = await Operation.open({ timeout: patience, ...flags }, terminal);
    try {
      await act(operation, flags, ...names);
    } catch (error) {
      if (operation.isJson && error instanceof ApiError && error.text !== '') terminal.stdout.write(`${error.text}\n`);
      throw error;
    }
  };
}
