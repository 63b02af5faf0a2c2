import { createWriteStream, type WriteStream } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { AccessControl } from '../gateway/access-control.ts';
import type { FunctionSpec } from '../template/local-template.ts';
import { LOCAL_ACCOUNT } from '../template/resource-identity.ts';
import type { SharedClock } from '../time/shared-clock.ts';
import { functionEnvironment, LOG_STREAM } from './function-environment.ts';
import type {
  FunctionError,
  FunctionReply,
  FunctionWorkerData,
  InvocationRequest,
  InvocationResult,
} from './function-protocol.ts';
import type { RequestIds } from './request-id.ts';

export interface FunctionHostOptions {
  readonly spec: FunctionSpec;
  readonly region: string;
  readonly endpoint: string;
  readonly clock: SharedClock;
  readonly access: AccessControl;
  readonly requestIds: RequestIds;
  /** Told of each line of metrics, before the answer. */
  readonly onMetrics: (line: string) => void;
  /** File that the function's log lines are appended to. */
  readonly logFile: string;
}

interface Environment {
  readonly worker: Worker;
  /** Settles with an error when the thread ends by itself. */
  readonly failed: Promise<FunctionError>;
  readonly ready: Promise<void>;
}

/** One Lambda function: a thread with the built bundle, one invocation at a time, its real time-out. */
export class FunctionHost {
  readonly spec: FunctionSpec;
  readonly #options: FunctionHostOptions;
  readonly #log: WriteStream;
  #environment: Environment | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  #invocations = 0;

  constructor(options: FunctionHostOptions) {
    this.spec = options.spec;
    this.#options = options;
    this.#log = createWriteStream(options.logFile, { flags: 'a' });
  }

  /** Starts the thread and imports the bundle, so that the first invocation is a warm one. */
  async warm(): Promise<void> {
    const environment = this.#start();
    const failure = await Promise.race([environment.ready, environment.failed]);
    if (failure !== undefined)
      throw new Error(`${this.spec.service} did not start: ${failure.errorType}: ${failure.errorMessage}`);
  }

  /**
   * Invokes the function and waits for its answer; further calls queue up.
   * @param identity of what is delivered, see `RequestIds`
   */
  invoke(event: unknown, identity: string = JSON.stringify(event)): Promise<InvocationResult> {
    const result = this.#tail.then(() => this.#invokeNow(event, identity));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Lets the running invocation end, then ends the thread. */
  async stop(): Promise<void> {
    await this.#tail;
    await this.#environment?.worker.terminate();
    await new Promise<void>((settle) => this.#log.end(settle));
  }

  async #invokeNow(event: unknown, identity: string): Promise<InvocationResult> {
    const { spec, requestIds } = this.#options;
    const isFirst = this.#environment === null || this.#invocations === 0;
    const environment = this.#start();
    this.#invocations += 1;
    this.#authoriseLogs(isFirst);
    const request: InvocationRequest = {
      id: this.#invocations,
      event,
      timeoutMs: spec.timeoutMs,
      context: {
        awsRequestId: requestIds.next(spec.name, identity),
        functionName: spec.name,
        functionVersion: '$LATEST',
        invokedFunctionArn: spec.arn,
        memoryLimitInMB: String(spec.memoryMb),
        logGroupName: spec.logGroup,
        logStreamName: LOG_STREAM,
        callbackWaitsForEmptyEventLoop: true,
      },
    };
    const result = await this.#exchange(environment, request);
    if (!result.ok)
      this.#log.write(
        `${JSON.stringify({ level: 'ERROR', requestId: request.context.awsRequestId, ...result.error })}\n`,
      );
    return result;
  }

  async #exchange(environment: Environment, request: InvocationRequest): Promise<InvocationResult> {
    const { worker } = environment;
    let onMessage: (reply: FunctionReply) => void = () => undefined;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<InvocationResult>((settle) => {
      onMessage = (reply) => {
        if (!('id' in reply) || reply.id !== request.id) return;
        for (const line of reply.metrics) this.#options.onMetrics(line);
        settle(reply.result);
      };
      worker.on('message', onMessage);
      worker.postMessage(request);
    });
    const timedOut = environment.ready.then(
      () =>
        new Promise<InvocationResult>((settle) => {
          timer = setTimeout(() => settle({ ok: false, error: timeoutError(request) }), request.timeoutMs);
        }),
    );
    const died = environment.failed.then((error): InvocationResult => ({ ok: false, error }));
    const result = await Promise.race([answered, timedOut, died]);
    clearTimeout(timer);
    worker.off('message', onMessage);
    if (!result.ok && result.error.errorType === TIMEOUT) await this.#discard(worker);
    return result;
  }

  #start(): Environment {
    if (this.#environment !== null) return this.#environment;
    const { spec, clock, region, endpoint, access } = this.#options;
    const workerData: FunctionWorkerData = {
      clock: clock.memory,
      codeDirectory: spec.codeDirectory,
      handler: spec.handler,
    };
    const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      workerData,
      env: { ...functionEnvironment(spec, region, endpoint, access.credentialsOf(spec)) },
      stdout: true,
      stderr: true,
    });
    worker.setMaxListeners(0);
    worker.stdout.on('data', (chunk: Buffer) => this.#log.write(chunk));
    worker.stderr.on('data', (chunk: Buffer) => this.#log.write(chunk));
    const failed = new Promise<FunctionError>((settle) => {
      worker.once('error', (error) =>
        settle({ errorType: 'Runtime.UnhandledError', errorMessage: String(error), stackTrace: [] }),
      );
      worker.once('exit', (code) =>
        settle({ errorType: 'Runtime.ExitError', errorMessage: `the thread ended with ${code}`, stackTrace: [] }),
      );
    });
    const ready = new Promise<void>((settle) => {
      const onReady = (reply: FunctionReply): void => {
        if (!('ready' in reply)) return;
        worker.off('message', onReady);
        settle();
      };
      worker.on('message', onReady);
    });
    worker.once('exit', () => {
      if (this.#environment?.worker === worker) this.#environment = null;
    });
    this.#environment = { worker, failed, ready };
    return this.#environment;
  }

  async #discard(worker: Worker): Promise<void> {
    this.#environment = null;
    await worker.terminate();
  }

  /** Lambda writes the logs with the function's role: without the right there would be none. */
  #authoriseLogs(isFirst: boolean): void {
    const { spec, region, access } = this.#options;
    const resource = `arn:aws:logs:${region}:${LOCAL_ACCOUNT}:log-group:${spec.logGroup}:log-stream:${LOG_STREAM}`;
    if (isFirst) access.authoriseRole(spec.role, spec.service, { action: 'logs:CreateLogStream', resource });
    access.authoriseRole(spec.role, spec.service, { action: 'logs:PutLogEvents', resource });
  }
}

const TIMEOUT = 'Sandbox.Timedout';

function timeoutError(request: InvocationRequest): FunctionError {
  return {
    errorType: TIMEOUT,
    errorMessage: `RequestId: ${request.context.awsRequestId} Error: Task timed out after ${(request.timeoutMs / 1_000).toFixed(2)} seconds`,
    stackTrace: [],
  };
}
