import type { Position } from '../accounts/position.ts';
import { clientOrderIdOf } from '../orders/client-order-id.ts';
import type { SplitNote } from '../splits/split-book.ts';
import { cancelAll, EXIT_RULES, type IntentOrigin } from './intent-factory.ts';
import type { CancelCommand } from './order-command.ts';

/** Ends what works on a symbol and was made before its split: its quantity and prices are of old shares. What is made after it stays, however often the command comes. */
export function cancelOldShares(
  origin: IntentOrigin,
  { fillSeq, lastOrderAt }: Pick<Position, 'fillSeq' | 'lastOrderAt'>,
  { appliedAt, symbol }: SplitNote,
): CancelCommand {
  const identity = { strategy: EXIT_RULES, symbol, signalTime: appliedAt, leg: 'cancel_old_shares' };
  const id = clientOrderIdOf({ ...origin, ...identity, sequence: `${fillSeq}#${lastOrderAt ?? 0}` });
  const { account, sessionId } = origin;
  const cause = { account, sessionId, symbol, signalTime: appliedAt, reason: 'it is of shares of before a split' };
  return { ...cancelAll(cause, id), scope: 'earlier' };
}
