import { ResilientBroker } from '#adapters/resilience/resilient-broker.ts';
import { SharedReadBudget } from '#adapters/resilience/shared-read-budget.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { BrokerHealthStore } from '#application/ports/broker-health.ts';
import type { ReadBudget } from '#application/ports/read-budget.ts';
import { rateLimitOf } from '#domain/brokers/token-bucket.ts';
import { sleep } from '../sleep.ts';
import { wallClock } from '../system-clock.ts';
import { reportBroker } from './report-broker.ts';

export interface ResilienceParts {
  readonly health: BrokerHealthStore;
  /** Calls that the venue takes in a minute; `null`: not known. */
  readonly callsPerMinute: number | null;
}

/** A venue of the outside world behind what all functions know of it, and the budget of those that ask in bulk. The simulated one needs neither. */
export function makeResilient(
  venue: Broker,
  { health, callsPerMinute }: ResilienceParts,
): { readonly broker: Broker; readonly readBudget: ReadBudget } {
  const tools = { sleep, random: Math.random, timer: () => performance.now() };
  const limit = callsPerMinute === null ? null : rateLimitOf(callsPerMinute);
  return {
    broker: new ResilientBroker(venue, { health, clock: wallClock, reports: reportBroker(), ...tools }),
    readBudget: new SharedReadBudget({ health, clock: wallClock, limit }),
  };
}
