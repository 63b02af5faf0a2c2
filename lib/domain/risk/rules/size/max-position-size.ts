import { toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';

/** Largest value of one symbol's position, working entries included, in money. */
export const maxPositionSize: EntryRule = ({ account, limits }, { positionAfter }) => {
  const limit = limits.max_position_size;
  if (limit === null || positionAfter.lte(limit)) return null;
  return { rule: 'max_position_size', limit: toPlain(limit), value: toPlain(positionAfter), unit: account.currency };
};
