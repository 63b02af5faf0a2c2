import { createHash } from 'node:crypto';

/** What a request asks for, whatever the venue's own names are. */
export const VENUE_CALLS = [
  'place',
  'cancel',
  'timer',
  'replace',
  'order',
  'open_orders',
  'fills',
  'balance',
  'positions',
  'symbol',
  'clock',
  'other',
] as const;
export type VenueCall = (typeof VENUE_CALLS)[number];

/**
 * What goes wrong with one request; `…_before` without, `…_after` with the venue having acted.
 *
 * `drop`: the connection is reset. `gateway`: 504 with a page of HTML. `hang`: no answer ever. `truncated`: the venue acts, its JSON ends in the middle.
 * `too_many`: 429, it has not acted. `internal_error`: 500 with JSON, it has not acted. `html`: 200 with a page of HTML, `empty_object`: 200 with `{}`, `null`: 200 with `null`; it has acted.
 */
export const FAULTS = [
  'drop_before',
  'drop_after',
  'gateway_before',
  'gateway_after',
  'hang_before',
  'hang_after',
  'truncated',
  'html',
  'too_many',
  'internal_error',
  'empty_object',
  'null',
] as const;
export type FaultName = (typeof FAULTS)[number];

export interface Fault {
  readonly name: FaultName;
  /** Of `too_many`: seconds for the `Retry-After` header; without, there is no header. */
  readonly retryAfter?: number;
}

interface Scripted {
  readonly call: VenueCall;
  readonly fault: Fault;
}

/** A fault for as long as a read is repeated for it: what is no JSON is asked for three times. */
export function lasting(fault: FaultName): readonly FaultName[] {
  return fault === 'truncated' ? [fault, fault, fault] : [fault];
}

/** Decides for each request what goes wrong with it: first what a test has scripted, then what a seed draws. */
export class Faults {
  readonly #scripted: Scripted[] = [];
  readonly #counts = new Map<VenueCall, number>();
  #seed = 0;
  #rates: Partial<Record<FaultName, number>> = {};

  /** The next requests for `call` go wrong, one fault each. */
  script(call: VenueCall, ...faults: readonly (FaultName | Fault)[]): void {
    for (const fault of faults)
      this.#scripted.push({ call, fault: typeof fault === 'string' ? { name: fault } : fault });
  }

  /** Shares of all requests that go wrong from now on, adding up to 1 at most; a function of the seed, the call and how often it was made. */
  draw(seed: number, rates: Partial<Record<FaultName, number>>): void {
    this.#seed = seed;
    this.#rates = rates;
  }

  /** How many requests for `call` have arrived. */
  count(call: VenueCall): number {
    return this.#counts.get(call) ?? 0;
  }

  /** What goes wrong with this request; `null`: nothing. */
  next(call: VenueCall): Fault | null {
    const count = this.count(call) + 1;
    this.#counts.set(call, count);
    const index = this.#scripted.findIndex((scripted) => scripted.call === call);
    const [scripted] = index < 0 ? [] : this.#scripted.splice(index, 1);
    return scripted?.fault ?? this.#drawn(call, count);
  }

  #drawn(call: VenueCall, count: number): Fault | null {
    const digest = createHash('sha256').update(`${this.#seed}|${call}|${count}`).digest();
    let draw = digest.readUIntBE(0, 6) / 2 ** 48;
    for (const name of FAULTS) {
      draw -= this.#rates[name] ?? 0;
      if (draw < 0) return { name };
    }
    return null;
  }
}
