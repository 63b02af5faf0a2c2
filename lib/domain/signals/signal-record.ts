import type { Instant } from '../shared/instant.ts';
import type { SignalAction } from '../strategies/strategy.ts';

/** A strategy's own step, an event on the bus, a call of the webhook. */
export const SIGNAL_SOURCES = ['strategy', 'event', 'webhook'] as const;
export type SignalSource = (typeof SIGNAL_SOURCES)[number];

/** Why a signal asks for no order. What risk has against its order stands on that order. */
export const SIGNAL_DENIALS = [
  /** The session is not there, or in a state that takes no such signal. */
  'session',
  'unknown_symbol',
  /** Its time is too long ago, or ahead of the clock. */
  'stale',
  'no_price',
  /** Below `min_signal_ranking`. */
  'ranking',
  /** Sized to less than a lot, or less than the least that is worth an order. */
  'size',
  /** What it wants is so already, or works already, or cannot be left because nothing is held. */
  'no_change',
  /** Another signal of the symbol went first. */
  'outranked',
  /** Raised on a bar that a later one with a signal had followed before anybody looked. */
  'overtaken',
] as const;
export type SignalDenial = (typeof SIGNAL_DENIALS)[number];

export const SIGNAL_DECISIONS = ['ordered', 'cancelled', 'denied'] as const;

/** What was made of a signal when it was taken. */
export type SignalDecision =
  /** An order was asked for; what became of it stands on the order. `expiresAt`: after that it is authorised no more, `null` for exits. */
  | { readonly kind: 'ordered'; readonly clientOrderId: string; readonly expiresAt: Instant | null }
  /** Nothing is held: what works on the symbol is cancelled, and that is all. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'denied'; readonly cause: SignalDenial; readonly detail: string };

/** One signal, recorded once, before anything is done about it. */
export interface SignalRecord {
  /** Deterministic: the same signal, however often it comes. */
  readonly id: string;
  readonly account: string;
  /** `null`: no session held the account. */
  readonly sessionId: string | null;
  readonly source: SignalSource;
  readonly strategy: string;
  readonly symbol: string;
  readonly action: SignalAction;
  /** The ranking, 0–100. */
  readonly strength: number;
  readonly reason: string;
  /** Close of the bar, or the time that the sender gives. */
  readonly time: Instant;
  readonly receivedAt: Instant;
  readonly decision: SignalDecision;
}
