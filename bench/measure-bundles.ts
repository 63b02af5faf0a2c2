import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFunctions } from '#infra/bundle-functions.ts';
import { loadEnvironmentConfig } from '#infra/load-environment-config.ts';
import type { FunctionVariable } from '#runtime/function-environment.ts';
import { formatRatio, median, printTable } from './print-table.ts';

const ROOT = join(import.meta.dirname, '..');
const ROUNDS = 9;
const EMPTY_HANDLER = 'export const handler=async()=>{};\n';

/** What a function finds in its environment when it is imported; nothing is called. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'bench',
  ORDERS_QUEUE_URL: 'http://127.0.0.1:1/000000000000/orders.fifo',
  BROKER_SECRET_ID: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:broker',
  MARKET_DATA_SECRET_ID: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:bench',
  WEBHOOK_SECRET_ID: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:webhook',
  EMERGENCY_STOP_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:bench',
  EVENT_BUS_NAME: 'tidegate-dev',
  NOTICE_SECRET_ID: 'arn:notices',
  RECONCILE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:reconcile',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Tidegate',
} satisfies Readonly<Record<FunctionVariable, string>> & Readonly<Record<string, string>>;

const IMPORT_TIMER = `
const [url] = process.argv.slice(1);
const start = performance.now();
await import(url);
process.stdout.write(String(performance.now() - start));
process.exit(0);`;

/** Bundle size and import time in a fresh process of every function, beside those of an empty handler. */
export function measureBundles(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'));
  try {
    const config = loadEnvironmentConfig({ env: 'paper' }, join(ROOT, 'config'));
    const bundles = bundleFunctions({ root: ROOT, outdir: join(folder, 'functions'), config });
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, EMPTY_HANDLER);
    const files = {
      'empty handler': empty,
      ...mapValues(bundles, (path) => join(path, 'handler.mjs')),
      ...Object.fromEntries(OTHER_BROKERS.map((broker) => [`place-order, ${broker}`, placeOrderOf(broker, folder)])),
    };
    const times = timeImports(files);
    const baseline = times.get('empty handler') ?? Number.NaN;
    printTable(
      `Bundles: size, and import in a fresh process (median of ${ROUNDS})`,
      ['function', 'KB', 'ms', 'against empty'],
      Object.entries(files).map(([name, file]) => {
        const time = times.get(name) ?? Number.NaN;
        return [name, (statSync(file).size / 1000).toFixed(1), time.toFixed(1), formatRatio(time / baseline)];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The simulated broker's are those of the environment. */
const OTHER_BROKERS = ['alpaca', 'ccxt:binance'] as const;

function placeOrderOf(broker: string, folder: string): string {
  const config = { ...loadEnvironmentConfig({ env: 'paper' }, join(ROOT, 'config')), broker };
  const bundles = bundleFunctions({ root: ROOT, outdir: join(folder, broker.replace(':', '-')), config });
  return join(bundles['place-order'], 'handler.mjs');
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** Rounds over all files in turn, so that a drift of the machine's speed meets all of them alike. */
function timeImports(files: Readonly<Record<string, string>>): ReadonlyMap<string, number> {
  const samples = new Map(Object.keys(files).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, file] of Object.entries(files)) samples.get(name)?.push(timeImport(file));
  }
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
}

function timeImport(file: string): number {
  const args = ['--input-type=module', '--eval', IMPORT_TIMER, pathToFileURL(file).href];
  return Number(execFileSync(process.execPath, args, { env: { ...process.env, ...ENVIRONMENT }, encoding: 'utf8' }));
}
