import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeLoadFault, loadModule } from '#cli/load-module.ts';
import { ROOT } from '../../support/repository-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-load-'));
const strategy = join(folder, 'lib/domain/strategies/rsi.ts');

beforeAll(() => {
  for (const name of ['bin', 'lib', 'package.json']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a strategy file that cannot be loaded', () => {
  const PLACE = 'error: lib/domain/strategies/rsi.ts';

  it.each([
    ['const = 1;', ' line END: Unexpected token', ['strategies', 'list']],
    [
      "import { nope } from './strategy.ts';\nexport const q = nope;",
      " line END: The requested module './strategy.ts'",
      [],
    ],
    ["import './lost.ts';", ": Cannot find module 'lib/domain/strategies/lost.ts', expected", ['paper']],
    ["import 'no-such-package';", ": Cannot find package 'no-such-package', expected", ['paper']],
    ['null.x;', ' line END: Cannot read properties of null', ['local']],
    ['enum A { B }', ' line END: TypeScript enum is not supported', ['config', 'check', 'x']],
  ])('Given %j at its end, Then one line has file and cause, with 1', (text, message, argv) => {
    const lines = readFileSync(join(ROOT, 'lib/domain/strategies/rsi.ts'), 'utf8').trimEnd().split('\n').length;
    copyFileSync(join(ROOT, 'lib/domain/strategies/rsi.ts'), strategy);
    appendFileSync(strategy, `${text}\n`);
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/tidegate.ts'), ...argv], {
      encoding: 'utf8',
    });
    expect(stderr).toContain(`${PLACE}${message.replace('END', String(lines + 1))}`);
    expect(stderr).toContain('expected a file that loads; `npx tsc -p .` tells more');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });
});

describe('describeLoadFault', () => {
  it.each([
    ['text', 'a file of the program: text, expected a file that loads'],
    [Object.assign(new Error('no place\nmore'), { stack: undefined }), 'a file of the program: no place, expected'],
  ])('Given %o, Then it is told all the same', (error, expected) => {
    expect(describeLoadFault(error)).toContain(expected);
  });

  it('Given a part that loads, Then it is handed on', async () => {
    expect(await loadModule(async () => 7)).toBe(7);
  });
});
