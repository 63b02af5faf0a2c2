import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '#application/contracts/environment-config.ts';
import { CommandError } from './command-error.ts';
import { describeError, describeFailure } from './describe-error.ts';
import { guardFlags } from './guard-flags.ts';
import { loadModule } from './load-module.ts';
import type { Terminal } from './terminal.ts';
import { EXIT, UsageError } from './usage-error.ts';

/**
 * Runs one command line and returns its exit code: 0 done, 1 failed, 2 bad input, 3 refused. Never throws:
 * an error becomes a message on `stderr`, at most three lines for bad input.
 */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const program = await createProgram(argv[0] ?? '', terminal);
    if (argv.length === 0) {
      program.outputHelp();
      return EXIT.done;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return process.exitCode === undefined ? EXIT.done : Number(process.exitCode);
  } catch (error) {
    return report(error, terminal);
  }
}

type MakeCommand = (terminal: Terminal) => Command;

/** Every command, loaded when it is asked for: what one of them needs is nothing that the others should wait for. */
const COMMANDS: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  paper: async () => (await import('./paper-command.ts')).paperCommand,
  local: async () => (await import('./local/local-command.ts')).localCommand,
  strategies: async () => (await import('./strategies-command.ts')).strategiesCommand,
  config: async () => (await import('./config-command.ts')).configCommand,
  init: async () => (await import('./init-command.ts')).initCommand,
  cost: async () => (await import('./cost/cost-command.ts')).costCommand,
  data: async () => (await import('./data-command.ts')).dataCommand,
  doctor: async () => (await import('./doctor-command.ts')).doctorCommand,
  session: async () => (await import('./operate/session-command.ts')).sessionCommand,
  account: async () => (await import('./operate/account-commands.ts')).accountCommand,
  orders: async () => (await import('./operate/orders-command.ts')).ordersCommand,
  positions: async () => (await import('./operate/positions-command.ts')).positionsCommand,
  'emergency-stop': async () => (await import('./operate/emergency-command.ts')).emergencyCommand,
  promotion: async () => (await import('./operate/promotion-command.ts')).promotionCommand,
  signals: async () => (await import('./operate/signals-command.ts')).signalsCommand,
  reconcile: async () => (await import('./operate/reconcile-command.ts')).reconcileCommand,
  fills: async () => (await import('./operate/fills-command.ts')).fillsCommand,
  risk: async () => (await import('./operate/risk-command.ts')).riskCommand,
  teardown: async () => (await import('./operate/teardown-command.ts')).teardownCommand,
  audit: async () => (await import('./operate/audit/audit-command.ts')).auditCommand,
  health: async () => (await import('./operate/account-commands.ts')).healthCommand,
  status: async () => (await import('./operate/status-command.ts')).statusCommand,
  metrics: async () => (await import('./operate/metrics-command.ts')).metricsCommand,
};

/** The program with the command named by the first argument; with all of them when that is none, for help and errors. */
async function createProgram(name: string, terminal: Terminal): Promise<Command> {
  const program = new Command('tidegate')
    .description(
      'Automated trading in your own AWS account: every signal becomes at most one order, one call stops everything.',
    )
    .version(readVersion(), '--version', 'print the version')
    // Flags belong to the command that they follow.
    .enablePositionalOptions();
  const names = Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS);
  for (const one of names) {
    const load = COMMANDS[one];
    if (load !== undefined) program.addCommand((await loadModule(load))(terminal));
  }
  inheritSettings(program, terminal);
  // After the settings, which it hands on to its own parsers.
  if (!Object.hasOwn(COMMANDS, name)) await addCompletion(program);
  return program;
}

/** Of the package. */
function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** `tidegate complete bash|zsh|fish|powershell` prints a script for the shell, which asks `tidegate complete -- …` then. */
async function addCompletion(program: Command): Promise<void> {
  (await loadModule(() => import('@bomb.sh/tab/commander'))).default(program);
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
  if (error.code === 'commander.missingMandatoryOptionValue') refuseUnknownFlag(command);
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  if (error.code === 'commander.unknownOption')
    throw new UsageError(`${message}, expected one that \`${pathOf(command)} --help\` lists`);
  if (error.code !== 'commander.unknownCommand') throw new CommanderError(error.exitCode, error.code, message);
  const names = command.commands.map((child) => child.name()).join(', ');
  throw new UsageError(`${message}, expected one of ${names}`);
}

/** A flag that is missing may be there under another name: that is what is wrong then. */
function refuseUnknownFlag(command: Command): void {
  const unknown = command.args.find((text) => /^--[a-z]/.test(text));
  // Not in the types of commander, whose suggestion it makes.
  if (unknown !== undefined && 'unknownOption' in command && typeof command.unknownOption === 'function')
    command.unknownOption(unknown.replace(/=.*$/s, ''));
}

/** `tidegate paper`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.badInput;
  if (error instanceof CommandError) {
    terminal.stderr.write(`error: ${describeError(error)}\n`);
    return error.exitCode;
  }
  const isBadInput = error instanceof CommanderError || error instanceof UsageError || error instanceof ConfigError;
  terminal.stderr.write(`error: ${isBadInput ? describeError(error) : describeFailure(error)}\n`);
  return isBadInput ? EXIT.badInput : EXIT.failed;
}
