import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/repository-files.ts';

const sandbox = mkdtempSync(join(tmpdir(), 'tidegate-entry-'));
afterAll(() => rmSync(sandbox, { recursive: true }));

const settings: { readonly app: string; readonly context: object } = JSON.parse(
  readFileSync(join(ROOT, 'cdk.json'), 'utf8'),
);

/** Runs the app as the CDK CLI does: without credentials, told its context and output folder by the environment. */
function runApp(context: object): {
  readonly status: number | null;
  readonly output: string;
  readonly files: string[];
} {
  const outdir = mkdtempSync(join(sandbox, 'assembly-'));
  const [, ...parameters] = settings.app.split(' ');
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...settings.context, 'aws:cdk:bundling-stacks': [], ...context }),
    },
  });
  return { status, output: stdout + stderr, files: readdirSync(outdir).sort() };
}

describe('CDK app', () => {
  test('Given an environment, When the app runs, Then it writes both templates, passes every check and says nothing', () => {
    const { status, output, files } = runApp({ env: 'prod' });

    expect([status, output]).toEqual([0, '']);
    expect(files).toEqual(
      expect.arrayContaining([
        'app.assets.json',
        'app.template.json',
        'data.template.json',
        'manifest.json',
        'validation-report.json',
      ]),
    );
  });

  test.for([
    [{}, 'context: env: received nothing, expected one of dev, paper, prod (-c env=NAME)\n'],
    [{ config: 'no/such.yaml' }, 'no/such.yaml: received no readable file (ENOENT), expected YAML or JSON\n'],
  ] as const)(
    'Given %o, When the app runs, Then it ends with 1 and one line, and nothing is written',
    ([context, line]) => {
      expect(runApp(context)).toEqual({ status: 1, output: line, files: [] });
    },
  );
});
