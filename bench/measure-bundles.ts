import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { bundleFunctions } from '#infra/bundle-functions.ts';
import { FUNCTION_NAMES } from '#infra/function-names.ts';
import { loadEnvironmentConfig } from '#infra/load-environment-config.ts';
import type { FunctionVariable } from '#runtime/function-environment.ts';
import { BUDGETED_BROKERS, type BudgetedBroker, bundleBudget, carriesBroker } from './bundle-budget.ts';
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
  NOTICE_TOPIC_ARN: 'arn:mail',
  RECONCILE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:reconcile',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Tidegate',
} satisfies Readonly<Record<FunctionVariable, string>> & Readonly<Record<string, string>>;

/** Without somebody to be told `notify` is not deployed. */
const TOLD = {
  channels: ['slack'],
  least_severity: 'info',
  most_per_hour: 30,
} satisfies EnvironmentConfig['notifications'];

const IMPORT_TIMER = `
const [url] = process.argv.slice(1);
const start = performance.now();
await import(url);
process.stdout.write(String(performance.now() - start));
process.exit(0);`;

/** Bytes of every function, its budget, and its import in a fresh process beside that of an empty handler; of other brokers the functions that carry them. */
export function measureBundles(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'));
  try {
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, EMPTY_HANDLER);
    const bundles = BUDGETED_BROKERS.flatMap((broker) => bundlesOf(broker, folder));
    const times = timeImports([empty, ...bundles.map(({ file }) => file)]);
    const row = (name: string, file: string, budget: string): string[] => {
      const time = times.get(file) ?? Number.NaN;
      const ratio = formatRatio(time / (times.get(empty) ?? Number.NaN));
      return [name, String(statSync(file).size), budget, time.toFixed(1), ratio];
    };
    printTable(
      `Bundles: bytes, and import in a fresh process (median of ${ROUNDS})`,
      ['function', 'bytes', 'budget', 'ms', 'against empty'],
      [row('empty handler', empty, ''), ...bundles.map(({ name, file, budget }) => row(name, file, String(budget)))],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Bundle {
  readonly name: string;
  readonly file: string;
  /** Bytes. */
  readonly budget: number;
}

function bundlesOf(broker: BudgetedBroker, folder: string): readonly Bundle[] {
  const config = { ...loadEnvironmentConfig({ env: 'paper' }, join(ROOT, 'config')), broker, notifications: TOLD };
  const bundles = bundleFunctions({ root: ROOT, outdir: join(folder, broker.replace(':', '-')), config });
  return FUNCTION_NAMES.filter((name) => broker === 'sim' || carriesBroker(broker, name)).map((name) => ({
    name: broker === 'sim' ? name : `${name}, ${broker}`,
    file: join(bundles[name], 'handler.mjs'),
    budget: bundleBudget(broker, name),
  }));
}

/** Rounds over all files in turn, so that a drift of the machine's speed meets all of them alike. */
function timeImports(files: readonly string[]): ReadonlyMap<string, number> {
  const samples = new Map(files.map((file) => [file, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const file of files) samples.get(file)?.push(timeImport(file));
  }
  return new Map([...samples].map(([file, values]) => [file, median(values)]));
}

function timeImport(file: string): number {
  const args = ['--input-type=module', '--eval', IMPORT_TIMER, pathToFileURL(file).href];
  return Number(execFileSync(process.execPath, args, { env: { ...process.env, ...ENVIRONMENT }, encoding: 'utf8' }));
}
