import { toPlain } from '../../../shared/decimal.ts';
import type { RiskRule } from '../../rule.ts';

/** An exit must reduce the position, and all working exits together never exceed it: two exits cannot flip a position. */
export const exitQuantity: RiskRule = ({ intent, position }) => {
  if (intent.kind === 'entry') return null;
  const reducingSide = position.quantity.isNegative() ? 'buy' : 'sell';
  const available = position.quantity.abs().minus(position.exitReserved);
  if (intent.side === reducingSide && intent.quantity.lte(available)) return null;
  const limit = intent.side === reducingSide ? toPlain(available) : '0';
  return { rule: 'exit_exceeds_position', limit, value: toPlain(intent.quantity), unit: intent.symbol };
};
