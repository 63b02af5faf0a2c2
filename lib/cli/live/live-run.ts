import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BarFile } from '#adapters/bar-file/bar-file.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { Order } from '#domain/orders/order.ts';
import { priceCharts } from '#domain/reporting/price-chart.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { LiveReplay } from '#domain/simulation/live-replay.ts';
import type { ReplaySetup } from '#domain/simulation/replayed-session.ts';
import { createFolder } from '../output-folder.ts';
import { hashOfFiles } from '../replay/replay-data.ts';
import { describeRun } from '../replay/replay-description.ts';
import { newRunDirectory, RunFiles } from '../run-files.ts';
import type { LiveOptions } from './live-options.ts';

/**
 * A live-lite run and what it leaves: every bar that it acted on goes into `bars-<symbol>.csv` before it is acted on, so that even a killed run can be replayed; the files of a
 * replay follow at the end.
 */
export class LiveRun {
  readonly directory: string;
  readonly #replay: LiveReplay;
  readonly #files = new Map<string, { readonly path: string; readonly file: BarFile }>();
  readonly #snapshots: EquitySnapshot[] = [];
  readonly #orders: Order[] = [];

  constructor(setup: ReplaySetup, out: string | null, startedAt: number) {
    this.directory = out ?? newRunDirectory('paper', new Date(startedAt));
    this.#replay = new LiveReplay(setup, (order) => this.#orders.push(order));
  }

  warmUp(symbol: string, history: readonly Bar[]): void {
    this.#replay.warmUp(symbol, history);
  }

  step(bars: readonly [Bar, ...Bar[]], isQuiet: boolean): EquitySnapshot {
    for (const bar of bars) this.#fileOf(bar.symbol).append([bar]);
    const snapshot = this.#replay.step(bars, isQuiet);
    this.#snapshots.push(snapshot);
    return snapshot;
  }

  /** @returns the content of `summary.json`; @throws when there was no bar */
  finish({ annualisation, config }: LiveOptions): string {
    for (const { file } of this.#files.values()) file.finish();
    const { series } = this.#replay;
    if (series.length === 0) {
      const names = config.symbols.join(', ');
      throw new Error(`live-lite: no bar of ${names} closed in that time, nothing is written; is the market open?`);
    }
    const hashes = [...this.#files].map(([symbol, { path }]): [string, string] => [symbol, sha256(readFileSync(path))]);
    const description = describeRun(config, series, hashOfFiles(new Map(hashes)), annualisation);
    const files = new RunFiles(this.directory, 'paper', description);
    for (const snapshot of this.#snapshots) files.add(snapshot);
    for (const order of this.#orders) files.addOrder(order);
    return files.finish({ ...this.#replay.outcome(), prices: priceCharts(series) }, false);
  }

  #fileOf(symbol: string): BarFile {
    const known = this.#files.get(symbol);
    if (known !== undefined) return known.file;
    if (this.#files.size === 0) createFolder(this.directory, this.directory);
    const path = join(this.directory, `bars-${symbol.replace('/', '-')}.csv`);
    const file = new BarFile(path, null);
    this.#files.set(symbol, { path, file });
    return file;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
