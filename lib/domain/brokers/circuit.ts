import { type Instant, SECOND } from '../shared/instant.ts';

export const CIRCUIT_STATES = ['CLOSED', 'OPEN', 'HALF_OPEN'] as const;
export type CircuitState = (typeof CIRCUIT_STATES)[number];

/** The circuit breaker of one broker account. CLOSED: calls go through. OPEN: they do not. HALF_OPEN: one call is finding out. */
export interface Circuit {
  readonly state: CircuitState;
  /** Requests in a row that came to nothing, while CLOSED. */
  readonly failures: number;
  /** When it took its state; HALF_OPEN: when the probe was let through. */
  readonly since: Instant;
}

/** `probe`: the call may go if it is the one that `beginProbe` is written for. */
export type Admission = 'pass' | 'probe' | 'refuse';

export const CLOSED_CIRCUIT: Circuit = { state: 'CLOSED', failures: 0, since: 0 };

/** So many failures in a row open it. */
export const FAILURES_TO_OPEN = 5;
/** How long it stays OPEN before a probe, and how long a probe may take: its caller may have died over it. */
export const OPEN_TIME = 60 * SECOND;

/** Whether a call may go now. */
export function admit({ state, since }: Circuit, now: Instant): Admission {
  if (state === 'CLOSED') return 'pass';
  return now - since >= OPEN_TIME ? 'probe' : 'refuse';
}

/** When the next probe may go; `null` while calls go through. */
export function nextProbeAt({ state, since }: Circuit): Instant | null {
  return state === 'CLOSED' ? null : since + OPEN_TIME;
}

export function beginProbe(circuit: Circuit, now: Instant): Circuit {
  return { ...circuit, state: 'HALF_OPEN', since: now };
}

/**
 * After `failures` requests of a call that began at `begunAt`. A call from before the circuit took its state tells nothing of it, and an OPEN circuit learns
 * nothing new: the same circuit is returned, so that nothing is written.
 */
export function afterFailures(circuit: Circuit, failures: number, begunAt: Instant, now: Instant): Circuit {
  if (failures === 0 || circuit.state === 'OPEN') return circuit;
  if (circuit.state === 'HALF_OPEN')
    return begunAt < circuit.since ? circuit : { ...circuit, state: 'OPEN', since: now };
  const inARow = circuit.failures + failures;
  if (inARow < FAILURES_TO_OPEN) return { ...circuit, failures: inARow };
  return { state: 'OPEN', failures: inARow, since: now };
}

/** After an answer to a call that began at `begunAt`. While all is well the same circuit is returned. */
export function afterAnswer(circuit: Circuit, begunAt: Instant, now: Instant): Circuit {
  const isClosed = circuit.state === 'CLOSED';
  if (isClosed ? circuit.failures === 0 : begunAt < circuit.since) return circuit;
  return { state: 'CLOSED', failures: 0, since: isClosed ? circuit.since : now };
}
