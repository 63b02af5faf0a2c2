import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { registerStrategy } from '#cli/strategies/register-strategy.ts';
import { ROOT, readRepositoryFile } from '../../support/repository-files.ts';
import { runCli } from '../../support/run-cli.ts';

const REGISTRY = 'lib/domain/strategies/registry.ts';
const folder = mkdtempSync(join(tmpdir(), 'tidegate-new-strategy-'));
afterAll(() => rmSync(folder, { recursive: true }));

let project = '';
beforeEach(() => {
  project = mkdtempSync(join(folder, 'project-'));
  cpSync(join(ROOT, 'lib/domain/strategies'), join(project, 'lib/domain/strategies'), { recursive: true });
  mkdirSync(join(project, 'test/unit/strategies'), { recursive: true });
});

function read(path: string): string {
  return readFileSync(join(project, path), 'utf8');
}

describe('tidegate strategies new', () => {
  it('Given a new name, Then strategy, test and entry are written and the next steps told', async () => {
    const { code, stdout } = await runCli(['strategies', 'new', 'four_down', '--dir', project]);
    expect(code).toBe(0);
    expect(read('lib/domain/strategies/four-down.ts')).toContain("name: 'four_down'");
    expect(read('test/unit/strategies/four-down.test.ts')).toContain("describe('four_down'");
    expect(read(REGISTRY)).toContain("import { fourDownStrategy } from './four-down.ts';");
    expect(read(REGISTRY)).toContain('  register(fourDownStrategy),\n];');
    expect(stdout).toContain('npx tidegate paper --policy four_down');
  });

  it('Given --json, Then stdout names the files', async () => {
    const { stdout } = await runCli(['strategies', 'new', 'new', '--json', '--dir', project]);
    expect(JSON.parse(stdout)).toEqual({
      name: 'new',
      strategy: 'lib/domain/strategies/new.ts',
      test: 'test/unit/strategies/new.test.ts',
      registry: REGISTRY,
    });
  });

  it.each([
    ['Three-Up', 'expected a name in snake_case of at most 40 characters, e.g. three_up'],
    ['../x', 'expected a name in snake_case'],
    ['_x', 'expected a name in snake_case'],
    ['3up', 'expected a name in snake_case'],
    ['a'.repeat(41), 'expected a name in snake_case'],
    ['', 'strategies new: received "", expected a name'],
    ['buy_hold', 'strategies new: received "buy_hold", expected a new name: buy_hold exists'],
    ['sma_cross', 'expected a new name: sma_fast_slow exists'],
    ['registry', 'strategies new: lib/domain/strategies/registry.ts exists, expected another name'],
  ])('Given the name %j, Then it is refused and nothing is written', async (name, message) => {
    const before = read(REGISTRY);
    const { code, stderr } = await runCli(['strategies', 'new', name, '--dir', project]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(read(REGISTRY)).toBe(before);
  });

  it('Given a test of that name, a changed registry, or no project, Then it is refused and nothing is written', async () => {
    writeFileSync(join(project, 'test/unit/strategies/one.test.ts'), '');
    const attempts = [await runCli(['strategies', 'new', 'one', '--dir', project])];
    writeFileSync(join(project, REGISTRY), 'export const STRATEGIES = [];\n');
    attempts.push(await runCli(['strategies', 'new', 'two', '--dir', project]));
    attempts.push(await runCli(['strategies', 'new', 'two', '--dir', join(project, 'lib')]));
    expect(attempts.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(attempts.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining('test/unit/strategies/one.test.ts exists'),
      expect.stringContaining('registry.ts does not look as expected'),
      expect.stringContaining('expected a folder of this project'),
    ]);
    expect(existsSync(join(project, 'lib/domain/strategies/two.ts'))).toBe(false);
  });
});

describe('registerStrategy', () => {
  const names = { name: 'my_idea', file: 'my-idea', identifier: 'myIdeaStrategy' };

  it('Given the registry of this project, Then two lines are added and nothing else changes', () => {
    const before = readRepositoryFile(REGISTRY);
    const after = registerStrategy(before, names) ?? '';
    const added = ["import { myIdeaStrategy } from './my-idea.ts';", '  register(myIdeaStrategy),'];
    expect(after.split('\n').filter((line) => !added.includes(line))).toEqual(before.split('\n'));
    expect(after.split('\n').filter((line) => added.includes(line))).toEqual(added);
    expect(registerStrategy(after, names)).toBeNull();
  });

  it.each([
    ['an import of several lines only', "import {\n  a,\n} from './a.ts';\nconst STRATEGIES = [\n  register(a),\n];\n"],
    [
      'a list on one line',
      "import { a } from './a.ts';\nconst STRATEGIES: readonly RegisteredStrategy[] = [register(a)];\n",
    ],
    ['another entry', "import { a } from './a.ts';\nconst STRATEGIES: readonly RegisteredStrategy[] = [\n  a,\n];\n"],
    ['no end', "import { a } from './a.ts';\nconst STRATEGIES: readonly RegisteredStrategy[] = [\n  register(a),\n"],
  ])('Given %s, Then the registry is left alone', (_, registry) => {
    expect(registerStrategy(registry, names)).toBeNull();
  });
});
