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
  /** Everything, or only the entries, or only what protects the position, or only what was made before `requestedAt`. */
  readonly scope: 'all' | 'entries' | 'protection' | 'earlier';
  readonly requestedAt: Instant;
  readonly reason: string;
}

export interface PlaceCommand {
  readonly kind: 'place';
  readonly intent: OrderIntent;
}

/** What strategies and exit rules want done, in order for each symbol, so that a cancel comes before the exit that needs it. */
export type OrderCommand = PlaceCommand | CancelCommand;

/** An operator cancels one order, whichever session it is of. */
export interface CancelOrderCommand {
  readonly kind: 'cancel_order';
  /** Deterministic, as an intent's id. */
  readonly id: string;
  readonly account: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly requestedAt: Instant;
  readonly reason: string;
}

/** An operator changes an order: it is ended, and what is left of the intent takes its place. */
export interface ReplaceCommand {
  readonly kind: 'replace';
  /** Client order id. */
  readonly replaces: string;
  /** Its quantity counts what the replaced order has filled, as FIX has it: order quantity = cumulative + leaves quantity. */
  readonly intent: OrderIntent;
}

/** What travels through the orders queue, in order for each symbol. */
export type QueuedCommand = OrderCommand | CancelOrderCommand | ReplaceCommand;

/** The id of a command, and the account and symbol whose commands are carried out in order. */
export function addressOf(command: QueuedCommand): {
  readonly id: string;
  readonly account: string;
  readonly symbol: string;
} {
  if (!('intent' in command)) return command;
  const { clientOrderId, account, symbol } = command.intent;
  return { id: clientOrderId, account, symbol };
}
