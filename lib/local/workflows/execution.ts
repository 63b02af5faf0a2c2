import type { FunctionError, InvocationResult } from '../functions/function-protocol.ts';
import type { StateMachineSpec } from '../template/local-template.ts';
import { pauseAfter } from './retry-policy.ts';
import { toRunnable, type WaitInput } from './runnable-definition.ts';

export interface ExecutionOptions {
  readonly machine: StateMachineSpec;
  readonly arn: string;
  readonly name: string;
  /** JSON, as it was given. */
  readonly input: string;
  /** The clock of the local cloud. */
  readonly now: () => number;
  /** Invokes the function of a task. */
  readonly invoke: (state: string, functionArn: string, payload: unknown) => Promise<InvocationResult>;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A function's failure under the name by which `Retry` and `Catch` know it. */
class TaskError extends Error {
  constructor({ errorType, errorMessage, stackTrace }: FunctionError) {
    super(JSON.stringify({ errorType, errorMessage, trace: stackTrace }));
    this.name = errorType;
  }
}

/** The longest wait that AWS takes, in seconds. */
const LONGEST_WAIT = 99_999_999;

/**
 * One execution of a state machine. The runner walks through the states; before each attempt of a task, and in each Wait, it stands
 * still until somebody who has a clock lets it go on.
 */
export class Execution {
  readonly startedAt: number;
  readonly #options: ExecutionOptions;
  readonly #deadline: number;
  readonly #failures = new Map<string, number>();
  #status: ExecutionStatus = 'RUNNING';
  #failure: string | null = null;
  #due: number | null;
  /** Where the runner stands. */
  #gate: PromiseWithResolvers<void> | null = null;
  /** Settles when the runner stands again, or is through. */
  #rest = Promise.withResolvers<void>();
  #abort: () => void = () => undefined;
  #hasBegun = false;

  constructor(options: ExecutionOptions) {
    this.#options = options;
    this.startedAt = options.now();
    this.#due = this.startedAt;
    this.#deadline = this.startedAt + options.machine.definition.timeoutMs;
  }

  get name(): string {
    return this.#options.name;
  }

  get arn(): string {
    return this.#options.arn;
  }

  get input(): string {
    return this.#options.input;
  }

  get status(): ExecutionStatus {
    return this.#status;
  }

  /** Error and cause in words; `null` of an execution that has not failed. */
  get failure(): string | null {
    return this.#failure;
  }

  /** When it can go on; `null` while it runs, and once it is over. */
  get due(): number | null {
    return this.#due;
  }

  /** Goes on; resolves when it stands still again or is over. To be called when it is due. */
  async proceed(): Promise<void> {
    this.#due = null;
    if (this.#options.now() >= this.#deadline) return this.end('TIMED_OUT');
    this.#rest = Promise.withResolvers();
    if (this.#hasBegun) this.#gate?.resolve();
    else await this.#begin();
    await this.#rest.promise;
  }

  /** Ends it where it stands. */
  end(status: Exclude<ExecutionStatus, 'RUNNING'>, failure: string | null = null): void {
    if (this.#status !== 'RUNNING') return;
    this.#status = status;
    this.#failure = failure ?? (status === 'TIMED_OUT' ? 'States.Timeout' : null);
    this.#due = null;
    this.#abort();
    this.#gate?.reject(new Error(status));
    this.#rest.resolve();
  }

  async #begin(): Promise<void> {
    this.#hasBegun = true;
    // Half a second to load, which most runs of the local cloud need not spend.
    const { StateMachine } = await import('aws-local-stepfunctions');
    const { machine, input, arn, name } = this.#options;
    const runner = new StateMachine(toRunnable(machine.definition), { validationOptions: { noValidate: true } });
    const { result, abort } = runner.run(JSON.parse(input), {
      overrides: { taskResourceLocalHandlers: this.#handlers(), retryIntervalOverrides: this.#noPauses() },
      context: { Execution: { Id: arn, Name: name } },
    });
    this.#abort = abort;
    void result.then(
      () => this.end('SUCCEEDED'),
      (error: unknown) => this.end('FAILED', describeFailure(error)),
    );
  }

  /** What stands behind each task and each wait. */
  #handlers() {
    const { states, tasks } = this.#options.machine.definition;
    const names = Object.keys(states).filter((name) => ['Task', 'Wait'].includes(String(states[name]?.['Type'])));
    return Object.fromEntries(
      names.map((name) => {
        const handle = tasks.has(name) ? (payload: unknown) => this.#attempt(name, payload) : this.#wait.bind(this);
        return [name, handle as (input: unknown) => Promise<never>];
      }),
    );
  }

  /** The pauses between attempts are ours as well. */
  #noPauses(): Record<string, number> {
    return Object.fromEntries([...this.#options.machine.definition.tasks.keys()].map((name) => [name, 0]));
  }

  async #attempt(state: string, payload: unknown): Promise<unknown> {
    const { machine, invoke, now } = this.#options;
    const task = machine.definition.tasks.get(state);
    if (task === undefined) throw new Error(`there is no task ${state}`);
    const failures = this.#failures.get(state) ?? 0;
    await this.#stand(now() + (task.retry === null ? 0 : pauseAfter(failures, task.retry)));
    const result = await invoke(state, task.functionArn, payload);
    const isLast = failures >= (task.retry?.maxAttempts ?? 0);
    this.#failures.set(state, result.ok || isLast ? 0 : failures + 1);
    if (!result.ok) throw new TaskError(result.error);
    return result.payload;
  }

  async #wait({ seconds, timestamp, input }: WaitInput): Promise<unknown> {
    const until = timestamp === undefined ? this.#options.now() + waitMs(seconds) : Date.parse(String(timestamp));
    if (Number.isNaN(until)) throw new Error(`Timestamp ${JSON.stringify(timestamp)} of a Wait`);
    await this.#stand(until);
    return input;
  }

  async #stand(until: number): Promise<void> {
    if (this.#status !== 'RUNNING') throw new Error(this.#status);
    const gate = Promise.withResolvers<void>();
    this.#gate = gate;
    this.#due = Math.min(until, this.#deadline);
    this.#rest.resolve();
    await gate.promise;
  }
}

function waitMs(seconds: unknown): number {
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_WAIT)
    return seconds * 1_000;
  throw new Error(`Seconds ${JSON.stringify(seconds)} of a Wait, expected a whole number from 0 to ${LONGEST_WAIT}`);
}

/** The runner wraps what has ended the execution. */
function describeFailure(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
