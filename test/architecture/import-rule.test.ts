import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { afterAll, describe, expect, test } from 'vitest';
import { listTypeScriptFiles, ROOT } from '../support/repository-files.ts';

const config = await extractConfig(join(ROOT, '.dependency-cruiser.mjs'));
const FOLDERS = ['bin', 'lib', 'lambdas', 'test', 'bench'];

async function cruiseFolders(baseDir: string, folders: readonly string[]): Promise<ICruiseResult> {
  const { output } = await cruise([...folders], {
    ...config.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: config.forbidden ?? [] },
  });
  if (typeof output === 'string') throw new Error(`expected a result object, received text: ${output.slice(0, 80)}`);
  return output;
}

function describeViolations(result: ICruiseResult): string[] {
  return result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

describe('import rule', () => {
  test('Given the repository, When its imports are checked, Then every file was seen and none breaks the rule', async () => {
    const files = listTypeScriptFiles(...FOLDERS);
    const result = await cruiseFolders(
      ROOT,
      FOLDERS.filter((folder) => files.some((file) => file.startsWith(`${folder}/`))),
    );
    const seen = result.modules.map((module) => module.source).filter((source) => source.endsWith('.ts'));

    expect(describeViolations(result)).toEqual([]);
    expect(seen.filter((source) => !source.startsWith('node_modules/')).sort()).toEqual(files);
  });
});

describe('import rule, on files that break it', () => {
  const sandbox = mkdtempSync(join(tmpdir(), 'tidegate-imports-'));
  afterAll(() => rmSync(sandbox, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(sandbox, path)), { recursive: true });
    writeFileSync(join(sandbox, path), text);
  }

  write(
    'package.json',
    JSON.stringify({ type: 'module', imports: { '#adapters/*': './lib/adapters/*' }, dependencies: { yaml: '*' } }),
  );
  symlinkSync(join(ROOT, 'node_modules'), join(sandbox, 'node_modules'));
  write('lib/adapters/leaf.ts', 'export const leaf = 1;\n');
  write('lib/application/contracts/wire.ts', 'export interface Wire {}\n');
  write('lib/domain/outward.ts', "import { leaf } from '#adapters/leaf.ts';\nexport const x = leaf;\n");
  write(
    'lib/domain/outward-type.ts',
    "import type { leaf } from '../adapters/leaf.ts';\nexport type X = typeof leaf;\n",
  );
  write('lib/domain/reads-files.ts', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n");
  write('lib/domain/parses-yaml.ts', "import { parse } from 'yaml';\nexport const x = parse;\n");
  write('lib/application/decimals.ts', "import { Decimal } from 'decimal.js';\nexport const x = Decimal;\n");
  write('lib/adapters/whole-zod.ts', "import * as z from 'zod';\nexport const x = z;\n");
  write('lib/infra/knows-domain.ts', "import { x } from '../domain/outward.ts';\nexport const y = x;\n");
  write('lib/runtime/one.ts', "export * from './two.ts';\n");
  write('lib/runtime/two.ts', "export * from './one.ts';\n");
  write('lib/runtime/lost.ts', "export * from './nowhere.ts';\n");
  write('lambdas/do-this/handler.ts', "export * from '../do-that/handler.ts';\n");
  write('lambdas/do-that/handler.ts', 'export const handler = 1;\n');

  test.each([
    ['domain-points-inward', 'lib/domain/outward.ts'],
    ['domain-points-inward', 'lib/domain/outward-type.ts'],
    ['domain-is-pure', 'lib/domain/reads-files.ts'],
    ['domain-is-pure', 'lib/domain/parses-yaml.ts'],
    ['one-decimal', 'lib/application/decimals.ts'],
    ['zod-mini-only', 'lib/adapters/whole-zod.ts'],
    ['infra-knows-contracts-only', 'lib/infra/knows-domain.ts'],
    ['no-cycle', 'lib/runtime/one.ts'],
    ['no-unresolved', 'lib/runtime/lost.ts'],
    ['doors-do-not-meet', 'lambdas/do-this/handler.ts'],
    ['no-dead-module', 'lib/domain/parses-yaml.ts'],
  ])('Given a file that breaks %s, When imports are checked, Then %s is named', async (rule, file) => {
    const { summary } = await cruiseFolders(sandbox, ['lib', 'lambdas']);

    expect(
      summary.violations
        .filter(({ rule: { name } }) => name === rule)
        .map(({ from, to }) => (rule === 'no-dead-module' ? to : from)),
    ).toContain(file);
  });
});
