import { toPlain } from '../../shared/decimal.ts';
import type { RiskRule } from '../rule.ts';

/** Strategies enter only when flat: an entry is refused where a position is held or another entry works. */
export const alreadyEntered: RiskRule = ({ intent, position }) => {
  if (intent.kind === 'exit') return null;
  const taken = position.quantity.abs().plus(position.entryReserved);
  if (taken.isZero()) return null;
  return { rule: 'already_entered', limit: '0', value: toPlain(taken), unit: intent.symbol };
};
