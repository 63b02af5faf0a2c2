import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import { FileSystem } from 'aws-cdk-lib/core';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { parseEnvironmentConfig, toConfigJson } from '#application/contracts/environment-config.ts';
import { NOTICE_CHANNELS } from '#domain/notices/notice.ts';
import { bundleFunctions } from '#infra/bundle-functions.ts';
import { FUNCTION_NAMES } from '#infra/function-names.ts';
import { configOf, createApp, resourcesOf } from './synthesized-app.ts';

const sandbox = mkdtempSync(join(tmpdir(), 'tidegate-bundles-'));
afterAll(() => rmSync(sandbox, { recursive: true }));

/** A small repository: handlers that use one shared module by its alias. */
function writeRepository(root: string): string {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ type: 'module', imports: { '#domain/*': './lib/domain/*' } }),
    'lib/domain/greeting.ts': "export const greet = (name: string): string => 'hello '.concat(name);\n",
  };
  for (const name of FUNCTION_NAMES) {
    files[`lambdas/${name}/handler.ts`] =
      `import { greet } from '#domain/greeting.ts';\nexport const handler = async (): Promise<string> => greet('${name}');\n`;
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function hashesOf(folders: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, FileSystem.fingerprint(folder)]));
}

/** Beside each handler its configuration; beside that of the API its document. */
function filesOf(name: string): readonly string[] {
  return ['config.json', 'handler.mjs', ...(name === 'control-api' ? ['openapi.json'] : [])];
}

describe('bundles', () => {
  const root = writeRepository(join(sandbox, 'here'));
  const config = configOf('dev');
  const folders = bundleFunctions({ root, outdir: join(sandbox, 'out'), config });

  test('Given a kind of broker that #broker has no file for, When it is bundled, Then that is refused, as it would be the simulated one', () => {
    const other = { ...config, broker: 'alpaca' };

    expect(() => bundleFunctions({ root, outdir: join(sandbox, 'no-broker'), config: other })).toThrow(
      'broker: received "alpaca", expected a kind that #broker of package.json has a file for',
    );
  });

  test.for(FUNCTION_NAMES)(
    'Given %s, When it is bundled, Then its folder has a handler that runs and its configuration',
    async (name) => {
      const loaded: unknown = await import(pathToFileURL(join(folders[name], 'handler.mjs')).href);
      const { handler } = loaded as { handler: () => Promise<string> };
      const stored: unknown = JSON.parse(readFileSync(join(folders[name], 'config.json'), 'utf8'));

      expect(readdirSync(folders[name]).sort()).toEqual(filesOf(name));
      expect(await handler()).toBe(`hello ${name}`);
      expect(toConfigJson(parseEnvironmentConfig(stored, 'config.json'))).toEqual(toConfigJson(config));
    },
  );

  test('Given the same sources elsewhere, When they are bundled, Then every byte is the same', () => {
    const elsewhere = writeRepository(join(sandbox, 'some', 'where', 'else'));
    const other = bundleFunctions({ root: elsewhere, outdir: join(sandbox, 'other', 'deep', 'out'), config });

    expect(hashesOf(other)).toEqual(hashesOf(folders));
  });

  test('Given the same sources elsewhere on another day, When the app is synthesized, Then the templates are the same, with the hash of every asset', () => {
    const [first, second] = [
      [root, '2026-02-01T12:00:00Z'],
      [writeRepository(join(sandbox, 'far', 'away')), '2031-07-30T23:59:59Z'],
    ].map(([at, now]) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(now ?? '') });
      const { stacks } = createApp(config, { bundling: true, root: at ?? '' });
      return [stacks.data, stacks.app].map((stack) => JSON.stringify(Template.fromStack(stack).toJSON()));
    });
    vi.useRealTimers();

    expect(first?.[1]).toMatch(/"S3Key":"[0-9a-f]{64}\.zip"/);
    expect(second).toEqual(first);
  });

  test('Given another environment, When its bundles are made, Then they differ', () => {
    const other = bundleFunctions({ root, outdir: join(sandbox, 'prod'), config: configOf('prod') });

    for (const name of FUNCTION_NAMES) expect(hashesOf(other)[name]).not.toBe(hashesOf(folders)[name]);
  });

  test('Given something left in the folder, When it is bundled again, Then it is gone', () => {
    const outdir = join(sandbox, 'again');
    mkdirSync(outdir);
    writeFileSync(join(outdir, 'left-over.mjs'), '');
    bundleFunctions({ root, outdir, config });

    expect(readdirSync(outdir).sort()).toEqual([...FUNCTION_NAMES].sort());
  });

  test('Given a handler that is missing, When it is bundled, Then the failure names it', () => {
    const incomplete = writeRepository(join(sandbox, 'incomplete'));
    rmSync(join(incomplete, 'lambdas', 'place-order'), { recursive: true });

    expect(() => bundleFunctions({ root: incomplete, outdir: join(sandbox, 'none'), config })).toThrow(
      /place-order\/handler\.ts/,
    );
  });
});

/** What a function's module finds in its environment when Lambda loads it. */
const LAMBDA_ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'some-table',
  ORDERS_QUEUE_URL: 'http://127.0.0.1/000000000000/orders.fifo',
  EMERGENCY_STOP_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:some-workflow',
  WEBHOOK_SECRET_ID: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:some-tokens',
  RECONCILE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:another-workflow',
  EVENT_BUS_NAME: 'some-bus',
  NOTICE_SECRET_ID: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:notices',
  NOTICE_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:mail',
  MARKET_DATA_SECRET_ID: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:some-secret',
  POWERTOOLS_SERVICE_NAME: 'some-service',
  POWERTOOLS_METRICS_NAMESPACE: 'Tidegate',
};

function loadInNode(paths: readonly string[]): string {
  const script = `for (const path of ${JSON.stringify(paths)}) console.log(typeof (await import(path)).handler);`;
  const parameters = ['--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8', env: LAMBDA_ENVIRONMENT });
  return stdout + stderr.slice(-400);
}

describe('bundles of the app', () => {
  const notifications = {
    channels: [...NOTICE_CHANNELS],
    emails: ['desk@example.com'],
    least_severity: 'info' as const,
    most_per_hour: 30,
  };
  const { app, stacks } = createApp({ ...configOf('dev'), notifications }, { bundling: true });
  const functions = resourcesOf(Template.fromStack(stacks.app), 'AWS::Lambda::Function');
  const bundles = functions.map(([, { Properties }]) => {
    const { S3Key } = Properties.Code as { S3Key: string };
    return join(app.outdir, `asset.${S3Key.replace(/\.zip$/, '')}`);
  });

  test('Given the handlers, When the app is synthesized, Then each function has a bundle of its own', () => {
    expect(new Set(bundles).size).toBe(FUNCTION_NAMES.length);
    const files = bundles.map((bundle) => readdirSync(bundle).sort().join(' ')).sort();
    expect(files).toEqual(FUNCTION_NAMES.map((name) => filesOf(name).join(' ')).sort());
  });

  test('Given place-order at Alpaca, Then its bundle loads, and carries no other broker', () => {
    const alpaca = { ...configOf('dev'), broker: 'alpaca' };
    const root = join(import.meta.dirname, '../..');
    const file = join(
      bundleFunctions({ root, outdir: join(sandbox, 'alpaca'), config: alpaca })['place-order'],
      'handler.mjs',
    );

    expect(readFileSync(file, 'utf8')).not.toContain('SimBroker');
    expect(loadInNode([file])).toBe('function\n');
  });

  test('Given every bundle, When Node loads it as Lambda does, Then it exports a handler', () => {
    expect(loadInNode(bundles.map((bundle) => join(bundle, 'handler.mjs')))).toBe(
      'function\n'.repeat(FUNCTION_NAMES.length),
    );
  });
});
