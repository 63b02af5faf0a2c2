import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { installVirtualDate } from '../time/virtual-date.ts';
import type {
  FunctionError,
  FunctionReply,
  FunctionWorkerData,
  InvocationRequest,
  InvocationResult,
} from './function-protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

const data = workerData as FunctionWorkerData;
installVirtualDate(data.clock);

const metricLines = collectMetrics();

const [file = '', name = ''] = data.handler.split('.');
const bundle: Readonly<Record<string, unknown>> = await import(
  pathToFileURL(join(data.codeDirectory, `${file}.mjs`)).href
);
const handler = bundle[name];
if (typeof handler !== 'function')
  throw new TypeError(`${data.handler} of ${data.codeDirectory} is ${typeof handler}; a function is expected`);

parentPort?.on('message', (request: InvocationRequest) => {
  void run(handler as Handler, request).then((result) =>
    reply({ id: request.id, result, metrics: metricLines.splice(0) }),
  );
});
reply({ ready: true });

/** Lines in the embedded metric format, as they are written to the log: what comes through the log itself may come after the answer. */
function collectMetrics(): string[] {
  const lines: string[] = [];
  const log: typeof process.stdout.write = Reflect.get(process.stdout, 'write');
  process.stdout.write = new Proxy(log, {
    apply: (write, stdout, parameters: unknown[]) => {
      const [text] = parameters;
      if (typeof text === 'string' && text.startsWith('{"_aws"')) lines.push(text);
      return Reflect.apply(write, stdout, parameters);
    },
  });
  return lines;
}

async function run(handle: Handler, request: InvocationRequest): Promise<InvocationResult> {
  const startedAt = performance.now();
  const getRemainingTimeInMillis = (): number => Math.max(0, request.timeoutMs - (performance.now() - startedAt));
  try {
    const payload: unknown = await handle(request.event, { ...request.context, getRemainingTimeInMillis });
    // What crosses the wire is JSON: `undefined` members and class instances do not.
    return { ok: true, payload: payload === undefined ? null : JSON.parse(JSON.stringify(payload)) };
  } catch (error) {
    return { ok: false, error: toFunctionError(error) };
  }
}

function toFunctionError(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), stackTrace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    stackTrace: (error.stack ?? '').split('\n').slice(1, 12),
  };
}

function reply(message: FunctionReply): void {
  parentPort?.postMessage(message);
}
