import type { WorkingOrder } from '../venue-book.ts';
import type { VenueRules } from '../venue-rules.ts';

/** A model is on that needs the whole bar to fill a market order. */
function needsWholeBars(rules: VenueRules): boolean {
  return (
    rules.maxVolumeShare !== null ||
    rules.volumeSlippage !== null ||
    rules.impactCoefficient !== null ||
    rules.latency > 0
  );
}

/** Plain market orders fill at the next trade, an open; everything else at the close of a bar, when the whole bar is known. */
export function fillsAtTrade(order: WorkingOrder, rules: VenueRules): boolean {
  const { type, timeInForce } = order.terms;
  if (type !== 'market' || order.cancelCause !== null || needsWholeBars(rules)) return false;
  return timeInForce !== 'opg' && timeInForce !== 'cls';
}
