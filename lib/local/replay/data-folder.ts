import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a data folder says of the run that it belongs to. */
interface RunRecord {
  readonly fingerprint: string;
  /** Boots so far. */
  readonly boots: number;
  /** Tells this run from every other with the same flags and data. */
  readonly runKey: string;
}

const RUN_FILE = 'run.json';

/** Of which run a data folder is: of none yet, of the one with this fingerprint, or of another. */
export function runInFolder(directory: string, fingerprint: string): 'none' | 'this' | 'other' {
  const record = readRecord(directory);
  if (record === null) return 'none';
  return record.fingerprint === fingerprint ? 'this' : 'other';
}

/**
 * Takes a data folder for a run, creating it when needed.
 * @returns how often it has been booted before (0 for a new one), and the run's own key
 */
export function enterDataFolder(directory: string, fingerprint: string): { boot: number; runKey: string } {
  mkdirSync(directory, { recursive: true });
  const before = readRecord(directory);
  const boot = before?.boots ?? 0;
  const runKey = before?.runKey ?? randomUUID();
  const record: RunRecord = { fingerprint, boots: boot + 1, runKey };
  writeFileSync(join(directory, RUN_FILE), `${JSON.stringify(record)}\n`);
  return { boot, runKey };
}

function readRecord(directory: string): RunRecord | null {
  const file = join(directory, RUN_FILE);
  if (!existsSync(file)) return null;
  const record: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return record as RunRecord;
}
