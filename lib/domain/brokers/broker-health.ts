import type { Instant } from '../shared/instant.ts';
import { type Circuit, CLOSED_CIRCUIT } from './circuit.ts';
import type { FullAt } from './token-bucket.ts';

/** What all functions together know of the way to the broker. */
export interface BrokerHealth {
  readonly circuit: Circuit;
  /** The bucket of calls. */
  readonly fullAt: FullAt;
  /** The venue has told somebody to ask nothing before this instant. */
  readonly blockedUntil: Instant;
}

/** Before anything went wrong. */
export const HEALTHY: BrokerHealth = { circuit: CLOSED_CIRCUIT, fullAt: 0, blockedUntil: 0 };

/** After the venue asked for quiet; one that ends before a known one changes nothing. */
export function afterRateLimit(health: BrokerHealth, until: Instant): BrokerHealth {
  return until <= health.blockedUntil ? health : { ...health, blockedUntil: until };
}
