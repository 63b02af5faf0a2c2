import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BENCH_BARS, writeBenchBars } from './bench-bars.ts';
import { median } from './print-table.ts';

const PROGRAM = join(import.meta.dirname, '../bin/tidegate.ts');
const MANY_BARS = 1_000_000;
const ROUNDS = 5;

/** A whole `tidegate paper`: start, bars read and checked, replay, all five files. */
export interface PaperSpeed {
  readonly bars: number;
  /** Bars per second of the median run, and of the fastest one. */
  readonly median: number;
  readonly best: number;
  /** Start of the program alone, seconds. */
  readonly start: number;
  /** Of a million bars. */
  readonly manyBars: number;
  readonly manySeconds: number;
  readonly manyMegabytes: number;
}

export function measurePaper(): PaperSpeed {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-paper-'));
  try {
    writeBenchBars(join(folder, 'bars.csv'), BENCH_BARS);
    writeBenchBars(join(folder, 'many.csv'), MANY_BARS);
    run(['strategies', 'list']);
    const start = median(Array.from({ length: ROUNDS }, () => run(['strategies', 'list']).seconds));
    const seconds = Array.from({ length: ROUNDS }, (_, round) => paper(folder, 'bars.csv', `out-${round}`).seconds);
    const many = paper(folder, 'many.csv', 'out-many', ['--import', REPORT_MEMORY]);
    return {
      bars: BENCH_BARS,
      median: BENCH_BARS / median(seconds),
      best: BENCH_BARS / Math.min(...seconds),
      start,
      manyBars: MANY_BARS,
      manySeconds: many.seconds,
      manyMegabytes: many.megabytes,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function paper(folder: string, data: string, out: string, nodeFlags: readonly string[] = []) {
  const flags = ['--commission-bps', '10', '--slippage-bps', '5', '--size-pct', '50', '--json'];
  const args = ['paper', '--data', join(folder, data), '--symbol', 'SYN/USD', ...flags, '--out', join(folder, out)];
  return run(args, nodeFlags);
}

/** Peak memory is told by the process itself when it ends. */
const REPORT_MEMORY = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\nmaxrss '+process.resourceUsage().maxRSS+'\\n'))`;

/** Megabytes only where the process reports them. */
function run(args: readonly string[], nodeFlags: readonly string[] = []): { seconds: number; megabytes: number } {
  const started = performance.now();
  const child = spawnSync(process.execPath, [...nodeFlags, PROGRAM, ...args], { encoding: 'utf8' });
  const seconds = (performance.now() - started) / 1000;
  if (child.status !== 0) throw new Error(`tidegate ${args.join(' ')}: exit ${child.status}: ${child.stderr}`);
  const kibibytes = Number(/maxrss (\d+)/.exec(child.stderr)?.[1]);
  return { seconds, megabytes: (kibibytes * 1024) / 1e6 };
}
