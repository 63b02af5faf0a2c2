import type { OrderIntent } from '../orders/order-intent.ts';
import type { Instant } from '../shared/instant.ts';

/** Cancels whatever works on a symbol when it is carried out, entries, exits and protection alike, but for one order. */
export interface CancelCommand {
  readonly kind: 'cancel';
  /** Deterministic, as an intent's id. */
  readonly id: string;
  readonly account: string;
  readonly sessionId: string;
  readonly symbol: string;
  /** Client order id of the order that the cancel makes room for: it comes next, and is there already when the cancel comes twice. */
  readonly except: string;
  /** Everything, or only the entries, or only what protects the position. */
  readonly scope: 'all' | 'entries' | 'protection';
  readonly requestedAt: Instant;
  readonly reason: string;
}

export interface PlaceCommand {
  readonly kind: 'place';
  readonly intent: OrderIntent;
}

/** What travels through the orders queue: in order for each symbol, so that a cancel comes before the exit that needs it. */
export type OrderCommand = PlaceCommand | CancelCommand;
