/** What a function's thread is started with. */
export interface FunctionWorkerData {
  readonly clock: SharedArrayBuffer;
  /** Absolute folder of the bundle. */
  readonly codeDirectory: string;
  /** `file.export`, as in the template. */
  readonly handler: string;
}

/** One invocation, to the thread. */
export interface InvocationRequest {
  readonly id: number;
  readonly event: unknown;
  readonly context: InvocationContext;
  readonly timeoutMs: number;
}

/** The data members of Lambda's context object. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly callbackWaitsForEmptyEventLoop: boolean;
}

/** An error as Lambda returns it to the caller. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: FunctionError };

/** The thread's answer: first that it is ready, then one for each request, with the lines of metrics that it has written to its log. */
export type FunctionReply =
  | { readonly ready: true }
  | { readonly id: number; readonly result: InvocationResult; readonly metrics: readonly string[] };
