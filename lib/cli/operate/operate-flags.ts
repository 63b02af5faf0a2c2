import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { ApiError } from './api-error.ts';
import { Operation } from './operation.ts';

/** Flags of every command that operates a system, as they were typed. */
export interface OperateFlags {
  readonly endpoint?: string;
  readonly json?: boolean;
  readonly timeout?: string;
  /** `false`: --no-wait. */
  readonly wait?: boolean;
  readonly idempotencyKey?: string;
  readonly yes?: boolean;
}

/** Gives a command what reads need. */
export function addReadFlags(command: Command): Command {
  return command
    .option('--endpoint <url>', 'the API (default: TIDEGATE_ENDPOINT, else the local cloud that serves in this folder)')
    .option('--json', "print the API's body as it is");
}

/** Gives a command what writes need besides: they wait for their outcome. */
export function addWriteFlags(command: Command): Command {
  return addReadFlags(command)
    .option('--timeout <seconds>', 'how long to wait for the outcome (default: 60)')
    .option('--no-wait', 'end as soon as the request is accepted')
    .option(
      '--idempotency-key <key>',
      'the same key is the same act, however often it is asked for (default: a new one)',
    );
}

/** Gives a command what acts need that cannot be undone. */
export function addDangerFlags(command: Command): Command {
  return addWriteFlags(command).option('--yes', 'do not ask whether this is meant; needed where nobody can be asked');
}

/** Gives a list what its pages need. */
export function addPageFlags(command: Command): Command {
  return addReadFlags(command)
    .option('--limit <number>', 'items of a page, 1 to 1000 (default: 100)')
    .option('--cursor <cursor>', 'go on where an earlier page ended');
}

export interface PageFlags extends OperateFlags {
  readonly limit?: string;
  readonly cursor?: string;
}

type Act<Flags> = (operation: Operation, flags: Flags, ...names: string[]) => Promise<void>;

/** The action of a command: opens the system that its flags name, and gives it to `act` with the command's arguments. */
export function operating<Flags extends OperateFlags>(terminal: Terminal, act: Act<Flags>) {
  return async (...given: readonly unknown[]): Promise<void> => {
    const flags = given.at(-2) as Flags;
    const names = given.slice(0, -2) as string[];
    const operation = await Operation.open(flags, terminal);
    try {
      await act(operation, flags, ...names);
    } catch (error) {
      if (operation.isJson && error instanceof ApiError && error.text !== '') terminal.stdout.write(`${error.text}\n`);
      throw error;
    }
  };
}

/** An id of an order or a session. */
export function idArgument(what: string, text: string): string {
  if (/^[0-9a-f]{32}$/.test(text)) return text;
  throw new UsageError(`${what}: received ${JSON.stringify(text)}, expected 32 lower-case hex digits`);
}
