/** How often a read is tried, and how long is waited in between. */
export interface Patience {
  readonly attempts: number;
  /** Milliseconds: back-off ends here, and when the venue asks for a longer wait the read has failed. */
  readonly longestWait: number;
}

/** Of a function that has seconds to live. */
export const BRIEF: Patience = { attempts: 3, longestWait: 5_000 };
/** Of a long download that nobody wants to start again. */
export const LASTING: Patience = { attempts: 8, longestWait: 120_000 };

/** Milliseconds: doubles with each attempt. */
const BASE_DELAY = 250;

/** Milliseconds to wait before the next attempt: uniform below a bound that doubles ("full jitter"). `random` in [0, 1). */
export function backOff(attempt: number, random: () => number, { longestWait }: Patience): number {
  return random() * Math.min(BASE_DELAY * 2 ** attempt, longestWait);
}

/**
 * Milliseconds that a venue asks to wait by `Retry-After` (RFC 9110 § 10.2.3: seconds or a date); `null`: it does not say. A date counts from the answer's own `Date`,
 * so that our clock does not matter.
 */
export function retryAfter(header: (name: 'retry-after' | 'date') => string | null): number | null {
  const text = header('retry-after')?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1_000;
  const wait = Date.parse(text) - Date.parse(header('date') ?? '');
  return Number.isNaN(wait) ? null : Math.max(wait, 0);
}
