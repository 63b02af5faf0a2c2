import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RiskEvent } from '#application/ports/ledger.ts';
import type { ReplayFlags } from '#cli/replay/replay-flags.ts';
import { RunFiles } from '#cli/run-files.ts';
import { priceCharts } from '#domain/reporting/price-chart.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import type { LocalCloud } from '#local/local-cloud.ts';
import type { LocalRunOptions } from '#local/local-run.ts';
import { openLedger } from '#local/replay/session-records.ts';
import { runCli } from '../../support/run-cli.ts';
import type { LocalApp } from './local-app.ts';

/** Every file of a run, name to content. */
export type SessionFiles = Readonly<Record<string, string>>;

export const FILE_NAMES = ['fills.csv', 'pnl.csv', 'report.html', 'risk.csv', 'summary.json', 'trade_log.json'];

/** What is in a folder of result files. */
export function readFiles(directory: string): SessionFiles {
  const names = readdirSync(directory).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

/** The files that `tidegate paper` writes for the flags. */
export async function paperFiles(flags: ReplayFlags): Promise<SessionFiles> {
  return inFolder(async (out) => {
    const { code, stderr } = await runCli(['paper', ...argvOf(flags), '--out', out]);
    expect([code, stderr.includes('error')], stderr).toEqual([0, false]);
  });
}

/** The files that `tidegate local` writes for what a session has left. */
export function filesOf({ replay }: LocalApp, records: SessionRecords): Promise<SessionFiles> {
  return inFolder(async (out) => {
    const files = new RunFiles(out, 'local', replay.description);
    for (const snapshot of records.snapshots) files.add(snapshot);
    files.finish({ ...records, prices: priceCharts(replay.series) }, replay.isSynthetic);
  });
}

/** Both hold the same six files, byte for byte. */
export function expectSameFiles(received: SessionFiles, expected: SessionFiles): void {
  expect(Object.keys(expected)).toEqual(FILE_NAMES);
  expect(Object.keys(received)).toEqual(FILE_NAMES);
  for (const name of FILE_NAMES) expect(received[name], name).toBe(expected[name]);
}

export interface LocalOutcome {
  readonly records: SessionRecords;
  readonly files: SessionFiles;
  /** By time, then by id. */
  readonly events: readonly RiskEvent[];
  readonly mode: string;
  /** The whole table. */
  readonly dump: string;
  /** Alarms that rang, in the order in which the topic heard of them, without the environment's name. */
  readonly alarms: readonly string[];
  /** AWS calls made. */
  readonly calls: number;
}

/** One whole session in a local cloud of its own. */
export async function runLocally(app: LocalApp, changes: Partial<LocalRunOptions> = {}): Promise<LocalOutcome> {
  const run = await app.boot(changes);
  try {
    const records = await run.replay();
    const { cloud } = run;
    const { account } = app.replay.config;
    const ledger = openLedger({ client: cloud.dynamo, tableName: cloud.table.name, account, now: Date.now });
    const view = await ledger.readAccount();
    const events = [...(await ledger.listRiskEvents())].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const [files, dump] = [await filesOf(app, records), await cloud.dumpTable()];
    const alarms = rungOf(cloud);
    return { records, files, events, mode: view?.account.mode ?? 'none', dump, alarms, calls: cloud.gateway.calls };
  } finally {
    await run.stop();
  }
}

/** See `LocalOutcome`. */
export function rungOf({ alarms }: LocalCloud): readonly string[] {
  const rung = alarms.notices.filter(({ state }) => state === 'ALARM');
  return rung.map(({ name }) => name.replace(/^tidegate-[a-z]+-/, ''));
}

/** Why each round trip ended, each reason once. */
export function exitReasons(files: SessionFiles): string[] {
  const trips: readonly { exit_reason: string | null }[] = JSON.parse(files['trade_log.json'] ?? '[]');
  return [...new Set(trips.flatMap(({ exit_reason }) => exit_reason ?? []))].sort();
}

export function argvOf(flags: ReplayFlags): string[] {
  return Object.entries(flags).flatMap(([name, value]: [string, string | readonly string[] | undefined]) => {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return [value ?? []].flat().flatMap((one) => [flag, one]);
  });
}

async function inFolder(write: (directory: string) => Promise<void>): Promise<SessionFiles> {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-files-'));
  try {
    await write(directory);
    return readFiles(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
