import { Command, CommanderError } from 'commander';
import { ConfigError } from '#application/contracts/environment-config.ts';
import { configCommand } from './config-command.ts';
import { dataCommand } from './data-command.ts';
import { describeError, describeFailure } from './describe-error.ts';
import { guardFlags } from './guard-flags.ts';
import { localCommand } from './local/local-command.ts';
import { paperCommand } from './paper-command.ts';
import { strategiesCommand } from './strategies-command.ts';
import type { Terminal } from './terminal.ts';
import { EXIT, UsageError } from './usage-error.ts';

/**
 * Runs one command line and returns its exit code: 0 done, 1 failed, 2 bad input, 3 refused. Never throws:
 * an error becomes a message on `stderr`, at most three lines for bad input.
 */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  const program = createProgram(terminal);
  if (argv.length === 0) {
    program.outputHelp();
    return EXIT.done;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return process.exitCode === undefined ? EXIT.done : Number(process.exitCode);
  } catch (error) {
    return report(error, terminal);
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('tidegate').description(
    'Automated trading in your own AWS account: every signal becomes at most one order, one call stops everything.',
  );
  for (const command of [
    paperCommand(terminal),
    localCommand(terminal),
    strategiesCommand(terminal),
    configCommand(terminal),
    dataCommand(terminal),
  ]) {
    program.addCommand(command);
  }
  inheritSettings(program, terminal);
  return program;
}

/** Errors are thrown, not printed, so that every one of them is reported in the same way. */
function inheritSettings(command: Command, terminal: Terminal): void {
  command
    .exitOverride((error) => throwFault(error, command))
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: () => undefined,
    });
  guardFlags(command);
  for (const child of command.commands) inheritSettings(child, terminal);
}

function throwFault(error: CommanderError, command: Command): never {
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  if (error.code === 'commander.unknownOption')
    throw new UsageError(`${message}, expected one that \`${pathOf(command)} --help\` lists`);
  if (error.code !== 'commander.unknownCommand') throw new CommanderError(error.exitCode, error.code, message);
  const names = command.commands.map((child) => child.name()).join(', ');
  throw new UsageError(`${message}, expected one of ${names} (other commands are not yet supported)`);
}

/** `tidegate paper`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.badInput;
  const isBadInput = error instanceof CommanderError || error instanceof UsageError || error instanceof ConfigError;
  terminal.stderr.write(`error: ${isBadInput ? describeError(error) : describeFailure(error)}\n`);
  return isBadInput ? EXIT.badInput : EXIT.failed;
}
