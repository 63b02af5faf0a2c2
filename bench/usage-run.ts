import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionUsage, Usage } from '#cli/cost/usage.ts';
import { FunctionHost } from '#local/functions/function-host.ts';
import type { ObservedCall } from '#local/gateway/aws-call.ts';
import type { GatewayHooks } from '#local/gateway/gateway.ts';
import { listAt } from '#local/template/json.ts';
import type { LocalApp } from '../test/integration/support/local-app.ts';
import { median } from './print-table.ts';

/** What a whole run has used. */
export interface RunUsage {
  readonly usage: Usage;
  /** AWS calls by function. */
  readonly calls: Readonly<Record<string, number>>;
  readonly orders: number;
  readonly metrics: readonly string[];
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

const READS = ['GetItem', 'Query', 'BatchGetItem'];
/** A step, and the choice after it, and the pause or the end after that. */
const TRANSITIONS_OF_STEP = 3;
/** To the first state, and from the last one. */
const TRANSITIONS_OF_EXECUTION = 2;
const STEPPED = ['emergency-stop', 'reconcile'];

/** Runs a session in the local cloud and adds up what it uses, boot apart. */
export async function useRun(app: LocalApp, environment: NodeJS.ProcessEnv = {}): Promise<RunUsage> {
  const functions: Record<string, Mutable<FunctionUsage>> = {};
  const of = (service: string): Mutable<FunctionUsage> => {
    functions[service] ??= { invocations: 0, milliseconds: 0, logBytes: 0, readUnits: 0, writeUnits: 0 };
    return functions[service];
  };
  const calls: ObservedCall[] = [];
  const hooks: GatewayHooks = { meterCapacity: true, onCall: (call) => void calls.push(call) };
  const run = await app.boot({ environment, hooks });
  const times = new Map<string, number[]>();
  const restore = timeInvocations((service, milliseconds) => {
    of(service).invocations += 1;
    const before = times.get(service) ?? [];
    before.push(milliseconds);
    times.set(service, before);
  });
  const records = await run.replay().finally(restore);
  await run.stop();
  for (const { principal, operation, capacityUnits } of calls.filter(isOfFunction)) {
    of(principal)[READS.includes(operation) ? 'readUnits' : 'writeUnits'] += capacityUnits;
  }
  // What else the machine does meanwhile lengthens some of them, not the median.
  for (const [service, values] of times) of(service).milliseconds = median(values) * values.length;
  const logs = readLogs(join(app.directory, 'logs'));
  for (const service of Object.keys(functions)) of(service).logBytes = logs.bytes.get(`${service}.log`) ?? 0;
  const executions = calls.filter(({ operation }) => operation === 'StartExecution').length;
  const steps = STEPPED.reduce((sum, service) => sum + (functions[service]?.invocations ?? 0), 0);
  return {
    usage: {
      functions,
      queueRequests: calls.filter(({ service }) => service === 'sqs').length,
      busEvents: calls.reduce(
        (sum, { body, operation }) => sum + (operation === 'PutEvents' ? listAt(body, 'Entries').length : 0),
        0,
      ),
      executions,
      transitions: steps * TRANSITIONS_OF_STEP + executions * TRANSITIONS_OF_EXECUTION,
    },
    calls: Object.fromEntries(
      Object.keys(functions).map((name) => [name, calls.filter(({ principal }) => principal === name).length]),
    ),
    orders: records.orders.length,
    metrics: logs.metrics,
  };
}

/** The emulators' own set-up is the operator's. */
function isOfFunction({ principal }: ObservedCall): boolean {
  return principal !== 'operator';
}

/** One function runs at a time in a replay, so that nothing waits in the time that is taken. */
function timeInvocations(tell: (service: string, milliseconds: number) => void): () => void {
  const { invoke } = FunctionHost.prototype;
  FunctionHost.prototype.invoke = async function (event, identity) {
    const start = performance.now();
    const result = await invoke.call(this, event, identity);
    tell(this.spec.service, performance.now() - start);
    return result;
  };
  return () => {
    FunctionHost.prototype.invoke = invoke;
  };
}

function readLogs(folder: string): { bytes: ReadonlyMap<string, number>; metrics: readonly string[] } {
  const files = readdirSync(folder);
  const metrics = new Set(files.flatMap((file) => publishedMetrics(readFileSync(join(folder, file), 'utf8'))));
  return {
    bytes: new Map(files.map((file) => [file, statSync(join(folder, file)).size])),
    metrics: [...metrics].sort(),
  };
}

interface EmbeddedMetrics {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [dimension: string]: unknown;
}

/** Name and dimensions of each metric that embedded lines publish: CloudWatch bills each combination. */
function publishedMetrics(log: string): readonly string[] {
  return log
    .split('\n')
    .filter((line) => line.includes('"CloudWatchMetrics"'))
    .map((line) => JSON.parse(line) as EmbeddedMetrics)
    .flatMap((line) =>
      (line._aws?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
        Dimensions.flatMap((names) => {
          const dimensions = names.map((name) => `${name}=${String(line[name])}`).join(', ');
          return Metrics.map(({ Name }) => `${Name} {${dimensions}}`);
        }),
      ),
    );
}
