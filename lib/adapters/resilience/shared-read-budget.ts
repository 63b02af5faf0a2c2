import type { BrokerHealthStore } from '#application/ports/broker-health.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { ReadBudget, ReadGrant } from '#application/ports/read-budget.ts';
import type { BrokerHealth } from '#domain/brokers/broker-health.ts';
import { admit, nextProbeAt } from '#domain/brokers/circuit.ts';
import { availableAt, availableTo, type RateLimit, take } from '#domain/brokers/token-bucket.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';

export interface SharedReadBudgetOptions {
  readonly health: BrokerHealthStore;
  readonly clock: Clock;
  /** `null`: the venue's limit is not known; only its request for quiet and the circuit are heeded. */
  readonly limit: RateLimit | null;
}

/** Plans up to this many calls take nothing: the bucket's distance from the venue's limit covers them, and a quiet tick writes nothing. */
const UNCOUNTED = 10;

/** The bucket of calls that all functions take from when they ask in bulk. */
export class SharedReadBudget implements ReadBudget {
  readonly #options: SharedReadBudgetOptions;

  constructor(options: SharedReadBudgetOptions) {
    this.#options = options;
  }

  async take(planned: number): Promise<ReadGrant> {
    const { clock, health: store, limit } = this.#options;
    const now = clock.now();
    const wait = waitFor(await store.current(), now);
    if (wait !== null) return wait;
    if (limit === null || planned <= UNCOUNTED) return { kind: 'granted', calls: planned };
    let calls = 0;
    const { fullAt } = await store.update((health) => {
      calls = Math.min(planned, availableTo('read', health.fullAt, limit, now));
      return calls === 0 ? health : { ...health, fullAt: take(calls, health.fullAt, limit, now) };
    });
    if (calls > 0) return { kind: 'granted', calls };
    return waitUntil(availableAt('read', fullAt, limit), 'the calls of this minute are taken');
  }
}

function waitFor({ blockedUntil, circuit }: BrokerHealth, now: Instant): ReadGrant | null {
  if (blockedUntil > now) return waitUntil(blockedUntil, 'the venue asked for quiet');
  if (admit(circuit, now) !== 'refuse') return null;
  return waitUntil(nextProbeAt(circuit) ?? now, `the broker's circuit is ${circuit.state}`);
}

function waitUntil(until: Instant, why: string): ReadGrant {
  return { kind: 'wait', until, reason: `${why} until ${toIso(until)}` };
}
