import { Command } from 'commander';
import { parseTimeframe } from '#application/contracts/environment-config.ts';
import { checkFile } from './data/check-file.ts';
import { isUsable } from './data/checked-file.ts';
import type { DownloadFlags } from './data/download-options.ts';
import { checkToJson, renderCheck } from './data/render-check.ts';
import { refuseFlag } from './replay/flag-values.ts';
import { splitSymbolFile } from './replay/replay-data.ts';
import type { Terminal } from './terminal.ts';
import { EXIT } from './usage-error.ts';

interface CheckFlags {
  readonly timeframe?: string;
  readonly json?: boolean;
}

/** `tidegate data check|download`: what is wrong with bars before a replay trades on them, and where bars come from. */
export function dataCommand(terminal: Terminal): Command {
  const data = new Command('data').description('Files of bars');
  data
    .command('check')
    .argument('<file...>', 'CSV bars, gzipped or not: FILE or SYMBOL=FILE')
    .description('Look for gaps, duplicates, wrong order, impossible and odd bars; exit 1 if a replay refuses a file')
    .option('--timeframe <length>', 'bar length, e.g. 1m, 1h, 1d (default: what most bars keep to)')
    .option('--json', 'as JSON')
    .action((files: readonly string[], flags: CheckFlags) => checkFiles(files, flags, terminal));
  addDownload(data, terminal);
  return data;
}

function addDownload(data: Command, terminal: Terminal): void {
  data
    .command('download')
    .description('Bring bars of the past into a CSV file that --data reads; called again, it goes on where it ended')
    .requiredOption('--from <source>', 'alpaca, or ccxt:ID with an exchange of CCXT, e.g. ccxt:binance')
    .requiredOption('--symbol <symbol>', 'e.g. SPY or BTC/USD')
    .requiredOption('--timeframe <length>', 'bar length: 1m, 5m, 15m, 30m, 1h, 4h or 1d')
    .requiredOption('--start <time>', 'first open, ISO-8601, e.g. 2024-01-15')
    .option('--end <time>', 'opens before it, ISO-8601 (default: now)')
    .requiredOption('--out <file>', 'FILE.csv, or FILE.csv.gz')
    .option('--feed <feed>', "iex, sip, otc, boats or overnight, of Alpaca's equities (default: iex)")
    .option('--adjustment <kind>', "raw, split, dividend or all, of Alpaca's equities (default: raw)")
    .option('--json', 'as JSON')
    .action(async (flags: DownloadFlags) => {
      const { runDownload } = await import('./data/run-download.ts');
      await runDownload(flags, terminal);
    });
}

function checkFiles(files: readonly string[], flags: CheckFlags, terminal: Terminal): void {
  const step = flags.timeframe === undefined ? null : timeframeOf(flags.timeframe);
  const checked = files.map((text) => {
    const { symbol, path } = splitSymbolFile(text) ?? { symbol: null, path: text };
    return checkFile({ path, symbol }, step, reportReading(terminal, path));
  });
  const usable = checked.every(isUsable);
  const json = { usable, files: checked.map(checkToJson) };
  terminal.stdout.write(
    flags.json === true ? `${JSON.stringify(json, null, 2)}\n` : checked.map(renderCheck).join('\n'),
  );
  if (!usable) process.exitCode = EXIT.failed;
}

function timeframeOf(text: string): number {
  try {
    return parseTimeframe(text);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw refuseFlag('--timeframe', text, 'a bar length: 1m, 5m, 1h, 1d or seconds as 30s');
  }
}

const REPORT_EVERY_BYTES = 16 * 2 ** 20;

/** Tells on `stderr` how much of a long file has been read. */
function reportReading(terminal: Terminal, path: string): (bytes: number) => void {
  let [read, reported] = [0, 0];
  return (bytes) => {
    read += bytes;
    if (read - reported < REPORT_EVERY_BYTES) return;
    reported = read;
    terminal.stderr.write(`${path}: ${Math.floor(read / 2 ** 20)} MB read\n`);
  };
}
