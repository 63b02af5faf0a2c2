import { Command } from 'commander';
import { loadModule } from '../load-module.ts';
import { addReplayFlags } from '../replay/replay-flags.ts';
import type { Terminal } from '../terminal.ts';
import type { LocalFlags } from './local-options.ts';

/**
 * `tidegate local`: what would be deployed, on this machine, with the built functions behind the synthesized template. Its parts are loaded when it is
 * run: no other command needs them.
 */
export function localCommand(terminal: Terminal): Command {
  const command = new Command('local')
    .description('Run a paper session through the functions and resources that would be deployed, on this machine')
    .option('--broker <broker>', 'sim, alpaca or ccxt:ID (paper account or test network)', 'sim')
    .option('--data-dir <dir>', 'keep tables and queues there, and go on from there with the same flags')
    .option('--serve', 'keep serving after the run; without --data: no run, wall clock, bundled bars')
    .option('--port <port>', 'port of the HTTP API on 127.0.0.1 (default: a free one)')
    .option('--assembly <dir>', 'cloud assembly to run (default: synthesized)')
    .option('--kill-at-call <number>', 'crash drill: SIGKILL this process when that AWS call arrives')
    .option('--json', 'print summary.json instead of the table');
  return addReplayFlags(command, 'results/local/<timestamp>').action(async (flags: LocalFlags) => {
    const { runLocal } = await loadModule(() => import('./run-local.ts'));
    await runLocal(flags, terminal);
  });
}
