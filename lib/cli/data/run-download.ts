import { BarFile } from '#adapters/bar-file/bar-file.ts';
import { BarFileError } from '#adapters/bar-file/bar-file-error.ts';
import { LASTING } from '#adapters/retry/patience.ts';
import { downloadBars, type LeftOut } from '#application/market/download-bars.ts';
import { toIso } from '#domain/shared/instant.ts';
import { type BarSource, openBarSource, orUsageError } from '../market/bar-source.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT, UsageError } from '../usage-error.ts';
import { REAL_WORLD, type World } from '../world.ts';
import { checkFile } from './check-file.ts';
import { type DownloadFlags, type DownloadOptions, resolveDownload } from './download-options.ts';
import { downloadProgress } from './download-progress.ts';
import { checkToJson, renderCheck } from './render-check.ts';

/** `tidegate data download`: brings the bars, then says what `data check` finds in them. */
export async function runDownload(flags: DownloadFlags, terminal: Terminal, world = REAL_WORLD): Promise<void> {
  const now = world.now();
  const options = resolveDownload(flags, now);
  const file = openFile(options);
  const source = await openSource(options, terminal, world);
  const leftOut: LeftOut[] = [];
  const added = await bring(options, { source, file, now, leftOut }, terminal);
  if (file.lastOpen === null) {
    const { symbol, from, to } = options.request;
    throw new Error(`data download: ${flags.from} has no bars of ${symbol} from ${toIso(from)} to ${toIso(to)}`);
  }
  file.finish();
  report({ added, leftOut }, options, flags, terminal);
}

interface Work {
  readonly source: BarSource;
  readonly file: BarFile;
  readonly now: number;
  readonly leftOut: LeftOut[];
}

async function bring(
  { request, out }: DownloadOptions,
  { source, file, now, leftOut }: Work,
  terminal: Terminal,
): Promise<number> {
  const resumed = file.lastOpen;
  if (resumed !== null) terminal.stderr.write(`${out}: going on after ${toIso(resumed)}\n`);
  const download = { history: source, sink: file, request, now, onPage: downloadProgress(terminal, request, now) };
  try {
    return await orUsageError(() => downloadBars({ ...download, onLeftOut: (bar) => leftOut.push(bar) }));
  } catch (cause) {
    if (file.lastOpen === null || cause instanceof UsageError) throw cause;
    const kept = `${out} has all bars up to ${toIso(file.lastOpen)}; the same command goes on after them`;
    throw new Error(`data download: ${cause instanceof Error ? cause.message : String(cause)}\n${kept}`, { cause });
  }
}

function openFile({ out, note }: DownloadOptions): BarFile {
  try {
    return new BarFile(out, note);
  } catch (cause) {
    if (cause instanceof BarFileError) throw new UsageError(`--out ${cause.message}`, { cause });
    throw cause;
  }
}

function openSource(
  { source: name, feed, adjustment }: DownloadOptions,
  terminal: Terminal,
  world: World,
): Promise<BarSource> {
  const options = {
    name,
    ...(feed === undefined ? {} : { feed }),
    ...(adjustment === undefined ? {} : { adjustment }),
    patience: LASTING,
    random: world.random,
    sleep: async (milliseconds: number) => {
      await world.sleep(milliseconds);
    },
    onRetry: (reason: string, delay: number) =>
      terminal.stderr.write(`${reason}: asking again in ${(delay / 1_000).toFixed(1)} s\n`),
  };
  return openBarSource(options, terminal.env);
}

function report(
  { added, leftOut }: { readonly added: number; readonly leftOut: readonly LeftOut[] },
  { out, request }: DownloadOptions,
  flags: DownloadFlags,
  terminal: Terminal,
): void {
  for (const { time, fault } of leftOut.slice(0, 5))
    terminal.stderr.write(`warning: the bar of ${toIso(time)} is left out: ${fault}\n`);
  const checked = checkFile({ path: out, symbol: request.symbol }, request.timeframe, () => undefined);
  const late = checked.first !== null && checked.first > request.from + request.timeframe;
  if (late) terminal.stderr.write(`note: the first bar that there is opens at ${toIso(checked.first ?? 0)}\n`);
  const json = { added, left_out: leftOut.length, ...checkToJson(checked) };
  const text = `${added} ${added === 1 ? 'bar' : 'bars'} added\n${renderCheck(checked)}`;
  terminal.stdout.write(flags.json === true ? `${JSON.stringify(json, null, 2)}\n` : text);
  if (checked.findings.some(({ severity }) => severity === 'error')) process.exitCode = EXIT.failed;
}
