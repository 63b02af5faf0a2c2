import { toPlain } from '../../shared/decimal.ts';
import { positionValueAfter } from '../exposure.ts';
import type { RiskRule } from '../rule.ts';

/** Largest value of one symbol's position, working entries included, in money. */
export const maxPositionSize: RiskRule = (input) => {
  const limit = input.limits.max_position_size;
  if (limit === null || input.intent.kind === 'exit') return null;
  const value = positionValueAfter(input);
  if (value.lte(limit)) return null;
  return { rule: 'max_position_size', limit: toPlain(limit), value: toPlain(value), unit: input.account.currency };
};
