/**
 * What was known of a symbol's market when an intent was made. It travels with the intent, so that the gate in the queue's consumer can judge
 * without a call. `null`: unknown, which a rule that needs it takes for a violation. Floats: they are estimates.
 */
export interface MarketFacts {
  /** (best ask − best bid) ÷ mid, basis points. */
  readonly spreadBps: number | null;
  /** Quote currency within reach on the side that the order takes from, plain decimal text. */
  readonly depthNotional: string | null;
  /** Estimated cost of the order against the mid or reference price, basis points. */
  readonly impactBps: number | null;
  /** Annualised deviation of bar returns, a fraction. */
  readonly volatility: number | null;
  /** The held symbol whose returns go most with this one's. `null`: nothing else is held. */
  readonly correlation: { readonly symbol: string; readonly value: number | null } | null;
  /** The venue has stopped trading in the symbol. */
  readonly isHalted: boolean;
}

export const UNKNOWN_MARKET: MarketFacts = {
  spreadBps: null,
  depthNotional: null,
  impactBps: null,
  volatility: null,
  correlation: null,
  isHalted: false,
};
