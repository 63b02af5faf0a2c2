import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RunFiles, refuseOtherRun } from '#cli/run-files.ts';
import { UsageError } from '#cli/usage-error.ts';
import { aRun, aSnapshot } from '../../support/session-builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NAMES = ['fills.csv', 'pnl.csv', 'report.html', 'risk.csv', 'summary.json', 'trade_log.json'];

function writeRun(out: string): string {
  const files = new RunFiles(out, 'paper', aRun());
  files.add(aSnapshot());
  return files.finish({ fills: [], orders: [], events: [], prices: [] }, false);
}

describe('RunFiles', () => {
  it('Given a folder that is not there, Then it is made and holds exactly the files of a run', () => {
    const out = join(folder, 'a/b');
    const summary = writeRun(out);
    expect(readdirSync(out).sort()).toEqual(NAMES);
    expect(readFileSync(join(out, 'summary.json'), 'utf8')).toBe(summary);
  });

  it('Given a run that goes on, Then no file is there under its name before the end, and none when it is given up', () => {
    const out = join(folder, 'unfinished');
    const files = new RunFiles(out, 'paper', aRun());
    files.add(aSnapshot());
    expect(readdirSync(out)).toEqual(['.pnl.csv.tmp']);
    files.discard();
    expect(readdirSync(out)).toEqual([]);
  });

  it('Given a folder with something else in it, Then that stays', () => {
    const out = join(folder, 'notes');
    mkdirSync(out);
    writeFileSync(join(out, 'notes.txt'), 'mine');
    writeRun(out);
    expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('Given a file that cannot be written, Then the error says so in one line, without the text of Node', () => {
    const out = join(folder, 'full');
    mkdirSync(join(out, '.trade_log.json.tmp'), { recursive: true });
    expect(() => writeRun(out)).toThrow(
      new Error(`--out ${out}: received EISDIR on writing trade_log.json, expected a folder with room for it`),
    );
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual(['.trade_log.json.tmp']);
  });

  it.each(NAMES)('Given a folder with %s of another run, Then it is refused and all stay as they are', (name) => {
    const out = join(folder, `run-${name}`);
    mkdirSync(out);
    writeFileSync(join(out, name), 'other');
    const message = `--out ${out}: it holds another run (${name}), expected a new or empty folder`;
    expect(() => refuseOtherRun(out)).toThrow(new UsageError(message));
    expect(() => writeRun(out)).toThrow(new UsageError(message));
    expect(readdirSync(out)).toEqual([name]);
    expect(readFileSync(join(out, name), 'utf8')).toBe('other');
  });

  it.each(NAMES)('Given a run that was killed before it wrote %s, Then the rest is written', (name) => {
    const out = join(folder, `killed-${name}`);
    const summary = writeRun(out);
    const written = NAMES.map((one) => readFileSync(join(out, one), 'utf8'));
    rmSync(join(out, name));
    writeFileSync(join(out, `.${name}.tmp`), 'half');
    expect(writeRun(out)).toBe(summary);
    expect(readdirSync(out).sort()).toEqual(NAMES);
    expect(NAMES.map((one) => readFileSync(join(out, one), 'utf8'))).toEqual(written);
  });
});
