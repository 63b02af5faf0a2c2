import { Command } from 'commander';
import { sessionPlan } from '#application/session-plan.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import { renderSessionFiles, type SessionFiles } from '#domain/reporting/session-files.ts';
import { replay } from '#domain/simulation/replay.ts';
import { reportProgress } from './progress.ts';
import { choiceFlag, notYet } from './replay/flag-values.ts';
import { addReplayFlags, type ReplayFlags } from './replay/replay-flags.ts';
import { type ReplayOptions, resolveReplayOptions } from './replay/replay-options.ts';
import { renderSummaryTable } from './summary-table.ts';
import type { Terminal } from './terminal.ts';
import { writeSessionFiles } from './write-session-files.ts';

interface PaperFlags extends ReplayFlags {
  readonly mode: string;
  readonly json?: boolean;
}

/** `tidegate paper`: a replay in this process, without AWS. */
export function paperCommand(terminal: Terminal): Command {
  const command = new Command('paper')
    .description('Replay bars through a strategy on a simulated account, in this process')
    .option('--mode <mode>', 'replay (live-lite is not yet supported)', 'replay')
    .option('--json', 'print summary.json instead of the table');
  return addReplayFlags(command, 'results/paper/<timestamp>').action((flags: PaperFlags) => runPaper(flags, terminal));
}

function runPaper(flags: PaperFlags, terminal: Terminal): void {
  if (choiceFlag('--mode', flags.mode, ['replay', 'live-lite']) === 'live-lite')
    throw notYet('--mode live-lite', 'replay');
  const options = resolveReplayOptions(flags, terminal.env);
  if (options.speed !== 'max')
    throw notYet(`--speed ${options.speed}`, 'max: a replay in process runs as fast as it can');
  const files = replayInProcess(options, terminal);
  const directory = writeSessionFiles(options.out, 'paper', files);
  if (flags.json === true) terminal.stdout.write(files['summary.json']);
  else
    terminal.stdout.write(
      renderSummaryTable(files['summary.json'], { symbols: options.config.symbols, isSynthetic: options.isSynthetic }),
    );
  (flags.json === true ? terminal.stderr : terminal.stdout).write(`files: ${directory}\n`);
}

function replayInProcess(options: ReplayOptions, terminal: Terminal): SessionFiles {
  const { environment, account } = options.config;
  const setup = { plan: sessionPlan(options.config), sessionId: sessionIdOf(environment, account, options.sessionKey) };
  const records = replay(setup, options.bars, reportProgress(terminal, 'replay', options.bars.length));
  return renderSessionFiles(records, options.description);
}
