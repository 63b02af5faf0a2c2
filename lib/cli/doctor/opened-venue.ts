import type { Check } from '#application/doctor/check.ts';
import type { BrokerReader, VenueProbe } from '#application/ports/venue-probe.ts';

/** What there is before the first request. */
export interface OpenedVenue {
  readonly checks: readonly Check[];
  /** `null`: something is missing, or the host is not to be asked. */
  readonly venue: { readonly broker: BrokerReader; readonly probe: VenueProbe } | null;
}
