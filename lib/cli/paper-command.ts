import { Command } from 'commander';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import { priceCharts } from '#domain/reporting/price-chart.ts';
import { replay } from '#domain/simulation/replay.ts';
import { keepHeapLean } from './lean-heap.ts';
import { reportProgress } from './progress.ts';
import { choiceFlag, notYet, refuseFlag } from './replay/flag-values.ts';
import { addReplayFlags, type ReplayFlags } from './replay/replay-flags.ts';
import { type ReplayOptions, resolveReplayOptions } from './replay/replay-options.ts';
import { RunFiles, refuseOtherRun } from './run-files.ts';
import { renderSummaryTable, tableContext } from './summary-table.ts';
import { tellWarnings } from './tell-warnings.ts';
import type { Terminal } from './terminal.ts';

interface PaperFlags extends ReplayFlags {
  readonly mode: string;
  readonly from?: string;
  readonly json?: boolean;
}

/** `tidegate paper`: a replay in this process, without AWS; or live bars with simulated fills. */
export function paperCommand(terminal: Terminal): Command {
  const command = new Command('paper')
    .description('Replay bars, or follow live ones, through a strategy on a simulated account, in this process')
    .option('--mode <mode>', 'replay, or live-lite: live bars by the wall clock, never an order', 'replay')
    .option('--from <source>', 'bars of live-lite: alpaca, or ccxt:ID with an exchange of CCXT (default: alpaca)')
    .option('--json', 'print summary.json instead of the table');
  return addReplayFlags(command, 'results/paper/<timestamp>').action(async (flags: PaperFlags) => {
    if (choiceFlag('--mode', flags.mode, ['replay', 'live-lite']) === 'replay') {
      replayPaper(flags, terminal);
      return;
    }
    const { runLive } = await import('./live/run-live.ts');
    await runLive(flags, terminal);
  });
}

function replayPaper(flags: PaperFlags, terminal: Terminal): void {
  if (flags.from !== undefined)
    throw refuseFlag('--from', flags.from, 'no --from beside --mode replay: it reads --data');
  const options = resolveReplayOptions(flags, terminal.env);
  refuseOtherRun(options.out);
  if (options.speed !== 'max')
    throw notYet(`--speed ${options.speed}`, 'max: a replay in process runs as fast as it can');
  tellWarnings(terminal, options.warnings);
  keepHeapLean(options.description.bars);
  const files = new RunFiles(options.out, 'paper', options.description);
  const summary = replayInto(files, options, terminal);
  const isJson = flags.json === true;
  terminal.stdout.write(isJson ? summary : renderSummaryTable(summary, tableContext(options)));
  (isJson ? terminal.stderr : terminal.stdout).write(`files: ${files.directory}\n`);
}

function replayInto(files: RunFiles, options: ReplayOptions, terminal: Terminal): string {
  const { config, description, series, sessionKey } = options;
  const setup = { plan: sessionPlan(config), sessionId: sessionIdOf(config.environment, config.account, sessionKey) };
  try {
    const outcome = replay(setup, series, {
      onSnapshot: (snapshot) => files.add(snapshot),
      onOrder: (order) => files.addOrder(order),
      onProgress: reportProgress(terminal, 'replay', description.bars),
    });
    return files.finish({ ...outcome, prices: priceCharts(series) }, options.isSynthetic);
  } catch (error) {
    files.discard();
    throw error;
  }
}
