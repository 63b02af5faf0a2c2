import { clientOrderIdOf } from '../orders/client-order-id.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { CancelCommand } from './order-command.ts';

/** Where intents come from. */
export interface IntentOrigin {
  readonly environment: string;
  readonly account: string;
  readonly sessionId: string;
}

/** An intent without what its origin gives it. */
export type IntentDraft = Omit<OrderIntent, 'clientOrderId' | 'account' | 'sessionId'> & {
  /** Which order of the signal: tells apart what one strategy wants on one symbol at one time. */
  readonly leg: string;
  readonly sequence: string;
};

/** The intent, with the id that the same draft always has. */
export function makeIntent({ leg, sequence, ...draft }: IntentDraft, origin: IntentOrigin): OrderIntent {
  const { strategy, symbol, signalTime } = draft;
  return {
    clientOrderId: clientOrderIdOf({ ...origin, strategy, symbol, signalTime, leg, sequence }),
    account: origin.account,
    sessionId: origin.sessionId,
    ...draft,
  };
}

/** What a cancel is asked for. */
type Cancelled = Pick<OrderIntent, 'account' | 'sessionId' | 'symbol' | 'signalTime' | 'reason'>;

/** Cancels what works on the symbol, but not `except`, which may be there already when the command comes twice. */
export function cancelAll(cause: Cancelled, except: string): CancelCommand {
  const { account, sessionId, symbol, signalTime, reason } = cause;
  return {
    kind: 'cancel',
    id: `cancel-${except}`,
    account,
    sessionId,
    symbol,
    except,
    scope: 'all',
    requestedAt: signalTime,
    reason,
  };
}

/** Identity of what the rules of this session do to a symbol, not one of its strategies. */
export const EXIT_RULES = 'exit-rules';
