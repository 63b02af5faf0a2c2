import { MAY_ADD } from '../../../orders/order-intent.ts';
import { toPlain } from '../../../shared/decimal.ts';
import { stepsOf } from '../../../simulation/venue-rules.ts';
import type { EntryRule } from '../../rule.ts';

/**
 * One entry at a time: refused where a position is held or another entry works. Less than a lot cannot be sold and counts as flat. A
 * rebalancing or manual entry may add to a position on its own side, but not beside a working entry.
 */
export const alreadyEntered: EntryRule = ({ intent, position, venue }) => {
  const { entryReserved, quantity } = position;
  const isFlat = quantity.abs().lt(stepsOf(venue, intent.symbol).lot);
  const isSameSide = quantity.isNegative() === (intent.side === 'sell');
  const mayAdd = isFlat || (MAY_ADD.includes(intent.purpose) && isSameSide);
  if (entryReserved.isZero() && mayAdd) return null;
  const value = toPlain(quantity.abs().plus(entryReserved));
  return { rule: 'already_entered', limit: '0', value, unit: intent.symbol };
};
