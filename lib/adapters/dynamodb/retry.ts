/** How a retry waits: both are given, so that tests and the simulator decide them. */
export interface RetryTools {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Attempts in all; the waits between them come to less than a second on average. */
export const MAX_ATTEMPTS = 8;

const BASE_DELAY = 25;
const MAX_DELAY = 400;

/** Waits after the given attempt (from 1): exponential, bounded, with full jitter. */
export function backOff(tools: RetryTools, attempt: number): Promise<void> {
  return tools.sleep(tools.random() * Math.min(MAX_DELAY, BASE_DELAY * 2 ** attempt));
}

/** Calls `action` again while its error is one that `isRetryable`, `MAX_ATTEMPTS` times at most. The last error is thrown as it is. */
export async function retry<Result>(
  tools: RetryTools,
  isRetryable: (error: unknown) => boolean,
  action: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isRetryable(error)) {
        throw error;
      }
    }
    await backOff(tools, attempt);
  }
}
