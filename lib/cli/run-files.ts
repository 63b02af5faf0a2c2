import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { Order } from '#domain/orders/order.ts';
import type { RunDescription } from '#domain/reporting/session-records.ts';
import { type SessionOutcome, SessionReport } from '#domain/reporting/session-report.ts';
import { createFolder, requireWritableFolder, systemCode } from './output-folder.ts';
import { renderReport } from './report/render-report.ts';
import { readReportAssets } from './report/report-assets.ts';
import { UsageError } from './usage-error.ts';

/** The files of a run; `summary.json` comes last, so that a folder with it is complete. */
const RUN_FILES = ['pnl.csv', 'trade_log.json', 'fills.csv', 'risk.csv', 'report.html', 'summary.json'] as const;
type RunFile = (typeof RUN_FILES)[number];

/** Where runs go that were given no folder. */
const RESULTS = 'results';

/**
 * Refuses a folder that holds the files of another run, or that cannot be written to. `null`: the folder of runs that
 * were given none.
 *
 * @throws {UsageError}
 */
export function refuseOtherRun(out: string | null): void {
  requireWritableOut(out);
  const found = out === null ? undefined : RUN_FILES.find((name) => existsSync(join(out, name)));
  if (found !== undefined) throw anotherRun(`--out ${out}`, found);
}

/** Refuses a folder that cannot be written to. @throws {UsageError} */
export function requireWritableOut(out: string | null): void {
  requireWritableFolder('--out', out ?? RESULTS, out === null);
}

function anotherRun(where: string, found: RunFile): UsageError {
  return new UsageError(`${where}: it holds another run (${found}), expected a new or empty folder`);
}

/**
 * Writes the files of a session to `out`, or without one to `results/<kind>/<timestamp>`: `pnl.csv` as the snapshots come, the others
 * at the end. Each file appears whole or not at all, `summary.json` last. A file that is there already must be the same, byte for byte: that is
 * what a run leaves that was killed as it wrote them, or thereafter. Otherwise all stay as they are.
 */
export class RunFiles {
  readonly directory: string;
  readonly #where: string;
  readonly #report: SessionReport;
  readonly #pnl: number;

  /** @throws {UsageError} for a folder that cannot be used, and an error of one line when writing fails. */
  constructor(out: string | null, kind: string, run: RunDescription) {
    this.directory = out ?? newRunDirectory(kind, new Date());
    this.#where = out === null ? this.directory : `--out ${out}`;
    createFolder(this.#where, this.directory);
    this.#pnl = this.#attempt('pnl.csv', () => openSync(this.#temporary('pnl.csv'), 'w'));
    this.#report = new SessionReport(run, (bytes) => this.#write('pnl.csv', this.#pnl, bytes));
  }

  add(snapshot: EquitySnapshot): void {
    this.#report.add(snapshot);
  }

  addOrder(order: Order): void {
    this.#report.addOrder(order);
  }

  /**
   * @param isSynthetic the bars come from a generator, which the page says
   * @returns the content of `summary.json`
   * @throws {UsageError} when the folder holds files of another run
   */
  finish(outcome: SessionOutcome, isSynthetic: boolean): string {
    const { data, ...files } = this.#report.finish(outcome);
    this.#attempt('pnl.csv', () => closeSync(this.#pnl));
    this.#writeWhole('trade_log.json', files['trade_log.json']);
    this.#writeWhole('fills.csv', files['fills.csv']);
    this.#writeWhole('risk.csv', files['risk.csv']);
    this.#writeWhole('report.html', renderReport({ ...data, isSynthetic }, readReportAssets()));
    this.#writeWhole('summary.json', files['summary.json']);
    this.#refuseOther();
    for (const name of RUN_FILES) this.#publish(name);
    return files['summary.json'];
  }

  /** Leaves nothing half-written behind when a run fails. */
  discard(): void {
    for (const name of RUN_FILES) {
      const temporary = this.#temporary(name);
      if (statSync(temporary, { throwIfNoEntry: false })?.isFile()) rmSync(temporary);
    }
  }

  #writeWhole(name: RunFile, content: string): void {
    const file = this.#attempt(name, () => openSync(this.#temporary(name), 'w'));
    this.#write(name, file, Buffer.from(content));
    this.#attempt(name, () => closeSync(file));
  }

  #refuseOther(): void {
    const other = RUN_FILES.find((name) => {
      const there = join(this.directory, name);
      return existsSync(there) && !readFileSync(there).equals(readFileSync(this.#temporary(name)));
    });
    if (other === undefined) return;
    this.discard();
    throw anotherRun(this.#where, other);
  }

  #write(name: RunFile, file: number, bytes: Uint8Array): void {
    this.#attempt(name, () => {
      const written = writeSync(file, bytes);
      if (written < bytes.length) throw new Error(`${written} bytes of ${name} written`);
    });
  }

  #publish(name: RunFile): void {
    this.#attempt(name, () => renameSync(this.#temporary(name), join(this.directory, name)));
  }

  #temporary(name: RunFile): string {
    return join(this.directory, `.${name}.tmp`);
  }

  #attempt<Result>(name: RunFile, act: () => Result): Result {
    try {
      return act();
    } catch (cause) {
      this.discard();
      const fault = `received ${systemCode(cause)} on writing ${name}, expected a folder with room for it`;
      throw new Error(`${this.#where}: ${fault}`, { cause });
    }
  }
}

/** A folder that does not exist yet: `results/<kind>/<timestamp>`. */
export function newRunDirectory(kind: string, startedAt: Date): string {
  const base = join(RESULTS, kind, startedAt.toISOString().replaceAll(/[:.]/g, '-'));
  let directory = base;
  for (let number = 2; existsSync(directory); number += 1) directory = `${base}-${number}`;
  return directory;
}
