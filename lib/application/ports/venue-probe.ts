import type { Broker, SymbolRules } from '#application/ports/broker.ts';

/** What a check-up reads of a broker: nothing that could change anything. */
export interface BrokerReader extends Pick<Broker, 'getBalance' | 'listPositions' | 'getMarketClock'> {
  getSymbolRules(symbol: string): Promise<SymbolSteps>;
}

/** What a person wants to know of a symbol's rules. */
export type SymbolSteps = Pick<SymbolRules, 'lot' | 'tick' | 'minNotional' | 'isFractional'>;

/** The venue's clock against ours. */
export interface ClockReading {
  /** Milliseconds that the venue is ahead of us. */
  readonly ahead: number;
  /** Milliseconds that this may be wrong by: half the way there and back, and what the venue rounds off. */
  readonly uncertainty: number;
}

export interface AccountStanding {
  /** In the venue's words. */
  readonly status: string;
  /** What keeps the account from trading. */
  readonly blocks: readonly string[];
  /** What it may not do, although it trades. */
  readonly limits: readonly string[];
}

export interface RateLimit {
  /** As the venue's headers tell it: `remaining 198 of 200`. */
  readonly text: string;
  /** Requests that are left, as a share of all; `null`: not told. */
  readonly remaining: number | null;
}

/** What a check-up wants to know beside the broker's port. Every read throws `BrokerError` when it could not ask. */
export interface VenueProbe {
  readTime(): Promise<ClockReading>;
  readStanding(): Promise<AccountStanding>;
  /** Whether the venue trades the symbol now; `null`: it has no such symbol. */
  isTradable(symbol: string): Promise<boolean | null>;
  /** As of the last answer; `null`: it told none. */
  readonly rateLimit: RateLimit | null;
}
