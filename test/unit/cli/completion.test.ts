import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

const PROGRAM = join(import.meta.dirname, '../../../bin/tidegate.ts');
const PRESS_TAB = join(import.meta.dirname, '../../support/press-tab.sh');
const folder = mkdtempSync(join(tmpdir(), 'tidegate-completion-'));
beforeAll(() => {
  const command = join(folder, 'tidegate');
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(command, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers for the last of these words. */
function offered(words: readonly string[]): readonly string[] {
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  const printed = execFileSync('bash', [PRESS_TAB, 'tidegate', ...words], { env, encoding: 'utf8' });
  return printed.split('\n').filter((line) => line !== '');
}

describe('tidegate complete', () => {
  it.each([
    [['session', 'p'], ['pause']],
    [
      ['orders', 'place', '--st'],
      ['--stop-price', '--stop-loss'],
    ],
  ])('Given %j in bash, When tab is pressed, Then %j is offered', (words, expected) => {
    expect(offered(words)).toEqual(expected);
  });

  it.each([[['nosh']], [[]]])('Given %j instead of a shell, Then it is bad input', async (words) => {
    expect((await runCli(['complete', ...words])).code).toBe(2);
  });
});
