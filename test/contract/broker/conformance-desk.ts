import type { Broker } from '#application/ports/broker.ts';
import type { BrokerErrorCode } from '#application/ports/broker-error.ts';
import type { Faults } from '../../support/venue/faults.ts';
import type { VenueCore, VenueOptions } from '../../support/venue/venue-core.ts';
import type { Refusal } from '../../support/venue/venue-records.ts';

/** An adapter, over HTTP, in front of a venue in memory. Its time-out is at most half a second, and it does not really sleep. */
export interface ConformanceDesk {
  readonly broker: Broker;
  readonly venue: VenueCore;
  readonly faults: Faults;
  /** Milliseconds that the adapter has asked to wait, in turn. */
  readonly sleeps: readonly number[];
  close(): Promise<void>;
}

/** Opens a desk on a venue with 10,000 in the quote currency of `symbol`, and whatever `options` say otherwise. */
export type CreateDesk = (options?: VenueOptions) => Promise<ConformanceDesk>;

/** In what venues differ, beyond what their adapters' capabilities tell. */
export interface ConformanceTraits {
  /** A pair that the venue trades in quantities and prices of any fineness. */
  readonly symbol: string;
  /** The account's own currency. */
  readonly currency: string;
  /** Refusals that the venue has words for, and what the adapter sorts them into. */
  readonly refusals: Partial<Record<Refusal, BrokerErrorCode>>;
  /** What a 429 to a POST proves. @default 'not_sent' */
  readonly tooMany?: 'not_sent' | 'unknown';
  /** Whether the look-up of an order tells a client order id. @default true */
  readonly tellsClientIds?: boolean;
  /** `[quantity, price]` that must come through exact. @default quantities of 10^-9, prices of 4 × 10^-5, 18 digits */
  readonly amounts?: readonly (readonly [string, string])[];
}

/** What a test of the suite has at hand. */
export interface Conformance {
  readonly traits: Required<ConformanceTraits>;
  readonly open: CreateDesk;
}
