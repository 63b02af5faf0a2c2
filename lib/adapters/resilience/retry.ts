import { SECOND } from '#domain/shared/instant.ts';

export interface RetryTools {
  /** Real waiting. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Milliseconds on a clock that never jumps. */
  readonly timer: () => number;
}

/** What is wrong with a result, so that it is worth another attempt. */
export interface Trouble {
  /** Milliseconds after which the other side wants to be asked again, where it said so. */
  readonly retryAfter: number | null;
}

const MAX_ATTEMPTS = 3;
/** Milliseconds: the back-off doubles from here. */
const BASE_DELAY = 250;
/** A longer `retryAfter` is not waited for. */
const LONGEST_WAIT = 5 * SECOND;
/** No attempt begins later than this after the first one: a function has ten seconds, and a request takes up to five. */
const WINDOW = 6 * SECOND;

/**
 * Up to three attempts with exponential back-off and full jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), or after the time that
 * the other side asked for. Returns the last result, in trouble or not.
 */
export async function retry<Result>(
  attempt: () => Promise<Result>,
  troubleOf: (result: Result) => Trouble | null,
  { sleep, random, timer }: RetryTools,
): Promise<Result> {
  const begun = timer();
  for (let attempts = 1; ; attempts++) {
    const result = await attempt();
    const trouble = troubleOf(result);
    if (trouble === null || attempts >= MAX_ATTEMPTS) return result;
    const { retryAfter } = trouble;
    const jitter = random() * BASE_DELAY * 2 ** (attempts - 1);
    const wait = retryAfter === null ? jitter : Math.max(retryAfter, 0) + random() * BASE_DELAY;
    if ((retryAfter ?? 0) > LONGEST_WAIT || timer() - begun + wait > WINDOW) return result;
    await sleep(wait);
  }
}
