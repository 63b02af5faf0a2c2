import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeSessionFiles } from '#cli/write-session-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FILES = { 'pnl.csv': 'p\n', 'trade_log.json': '[]\n', 'summary.json': '{}\n' };

describe('writeSessionFiles', () => {
  it('Given a folder that is not there, Then it is made and holds exactly the three files', () => {
    const out = join(folder, 'a/b');
    writeSessionFiles(out, 'paper', FILES);
    expect(readdirSync(out).sort()).toEqual(['pnl.csv', 'summary.json', 'trade_log.json']);
    expect(readFileSync(join(out, 'summary.json'), 'utf8')).toBe('{}\n');
  });

  it('Given a folder with something else in it, Then that stays', () => {
    const out = join(folder, 'notes');
    mkdirSync(out);
    writeFileSync(join(out, 'notes.txt'), 'mine');
    writeSessionFiles(out, 'paper', FILES);
    expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('Given a file that cannot be written, Then the error says so in one line, without the text of Node', () => {
    const out = join(folder, 'full');
    mkdirSync(join(out, '.pnl.csv.tmp'), { recursive: true });
    expect(() => writeSessionFiles(out, 'paper', FILES)).toThrow(
      new Error(`--out ${out}: received EISDIR on writing pnl.csv, expected a folder with room for it`),
    );
    expect(readdirSync(out)).toEqual(['.pnl.csv.tmp']);
  });

  it.each(['pnl.csv', 'trade_log.json', 'summary.json', 'report.html'])(
    'Given a folder with %s, Then it is refused',
    (name) => {
      const out = join(folder, `run-${name}`);
      mkdirSync(out);
      writeFileSync(join(out, name), 'other');
      expect(() => writeSessionFiles(out, 'paper', FILES)).toThrow(`it holds another run (${name})`);
      expect(readdirSync(out)).toEqual([name]);
    },
  );
});
