import type { EntryRule } from '../../rule.ts';

/** Most symbols with a position or a working entry at one time. */
export const maxOpenPositions: EntryRule = ({ account, intent, limits }) => {
  const limit = limits.max_open_positions;
  if (limit === null || account.openSymbols.has(intent.symbol)) return null;
  const after = account.openSymbols.size + 1;
  if (after <= limit) return null;
  return { rule: 'max_open_positions', limit: String(limit), value: String(after), unit: 'positions' };
};
