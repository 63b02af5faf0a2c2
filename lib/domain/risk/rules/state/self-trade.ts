import { MAY_ADD } from '../../../orders/order-intent.ts';
import { stepsOf } from '../../../simulation/venue-rules.ts';
import type { EntryRule } from '../../rule.ts';

/**
 * No entry beside a working exit of the same symbol, which would trade with it. One exit that covers the whole position is the shape of a
 * resting protective stop: it stays out of the book until it is hit, so a rebalancing or manual entry may add beside it. Exits
 * are never held back here: they take working entries with them, and protection that is being replaced is on their own side.
 */
export const selfTrade: EntryRule = ({ intent, position, venue }) => {
  const { exitOrders, exitReserved, quantity } = position;
  if (exitReserved.isZero() && exitOrders.size === 0) return null;
  const isProtection = exitOrders.size <= 1 && quantity.abs().minus(exitReserved).lt(stepsOf(venue, intent.symbol).lot);
  if (MAY_ADD.includes(intent.purpose) && isProtection) return null;
  const value = [...exitOrders].sort().join(' ') || 'an exit';
  return { rule: 'self_trade', limit: 'no opposite order', value, unit: 'client order id' };
};
