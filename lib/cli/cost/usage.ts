import { readFileSync } from 'node:fs';

/** What one function does; means, so that none need be whole. */
export interface FunctionUsage {
  readonly invocations: number;
  /** Wall time of all of them on the machine that measured. */
  readonly milliseconds: number;
  readonly logBytes: number;
  /** Capacity units of DynamoDB, indexes included. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** What is used by one tick, one order or one reconciliation. */
export interface Usage {
  /** By the function's service name, `place-order`. */
  readonly functions: Readonly<Record<string, FunctionUsage>>;
  /** Requests to the orders queue: sent, received, deleted. */
  readonly queueRequests: number;
  /** Events put on the bus. */
  readonly busEvents: number;
  /** Executions of state machines, and their transitions. */
  readonly executions: number;
  readonly transitions: number;
}

/** Of one kind of broker: the simulated one keeps its book in the table, another is asked over HTTP. */
export interface BrokerUsage {
  /** Of one call by the clock, while a session runs that does not trade: by function. */
  readonly tick: Readonly<Record<string, FunctionUsage>>;
  /** Of one more order: decided, placed, tracked, filled, its protection and its audit trail included. */
  readonly order: Usage;
  /** Of one reconciliation that finds no difference; the simulated broker has none. */
  readonly reconciliation: Usage | null;
  /** Custom metrics that the functions have published, a name each with its dimensions: each is billed for a month. Of risk limits there are none: a replay sets none. */
  readonly metrics: readonly string[];
}

/** What `npm run bench:usage` has measured in the local cloud. */
export interface MeasuredUsage {
  readonly measuredOn: string;
  /** Of one request to the API. */
  readonly request: FunctionUsage;
  readonly sim: BrokerUsage;
  readonly outside: BrokerUsage;
}

/** Written by `npm run bench:usage`. */
export const USAGE_FILE = new URL('./usage.json', import.meta.url);

export function readUsage(): MeasuredUsage {
  return JSON.parse(readFileSync(USAGE_FILE, 'utf8')) as MeasuredUsage;
}
