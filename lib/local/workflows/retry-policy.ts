import { UnsupportedTemplateError } from '../errors.ts';
import { isJsonObject, type JsonObject, listAt, numberAt, stringsAt } from '../template/json.ts';

/** How often a task that failed is repeated, and what is waited before. */
export interface RetryPolicy {
  readonly intervalMs: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly maxDelayMs: number;
}

const FIELDS = ['BackoffRate', 'Comment', 'ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'MaxDelaySeconds'];

/**
 * The `Retry` of a task; `null` when there is none. One retrier of every error is known: which of several were to wait, and for how
 * long, only the runner would know, and its timers are real.
 */
export function readRetry(state: JsonObject, origin: string): RetryPolicy | null {
  const [retrier, ...others] = listAt(state, 'Retry');
  if (retrier === undefined) return null;
  if (!isJsonObject(retrier) || others.length > 0 || stringsAt(retrier, 'ErrorEquals').join() !== 'States.ALL')
    throw new UnsupportedTemplateError(`Retry of ${origin}`, 'one retrier of States.ALL is expected');
  const strange = Object.keys(retrier).find((field) => !FIELDS.includes(field));
  if (strange !== undefined)
    throw new UnsupportedTemplateError(`${strange} in Retry of ${origin}`, `known are ${FIELDS.join(', ')}`);
  return {
    intervalMs: numberAt(retrier, 'IntervalSeconds', 1) * 1_000,
    backoffRate: numberAt(retrier, 'BackoffRate', 2),
    maxAttempts: numberAt(retrier, 'MaxAttempts', 3),
    maxDelayMs: numberAt(retrier, 'MaxDelaySeconds', Number.POSITIVE_INFINITY) * 1_000,
  };
}

/** Milliseconds before the attempt that follows `failures` failures; 0 before the first. */
export function pauseAfter(failures: number, { intervalMs, backoffRate, maxDelayMs }: RetryPolicy): number {
  return failures === 0 ? 0 : Math.min(intervalMs * backoffRate ** (failures - 1), maxDelayMs);
}
