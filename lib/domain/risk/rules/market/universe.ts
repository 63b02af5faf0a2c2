import type { EntryRule } from '../../rule.ts';

/** Entries only in symbols that the allow list names (all, without one) and the deny list does not. */
export const universe: EntryRule = ({ intent, limits }) => {
  const { allow, deny } = limits.universe;
  if (deny.includes(intent.symbol)) {
    return { rule: 'universe', limit: `not in ${deny.join(' ')}`, value: intent.symbol, unit: 'symbol' };
  }
  if (allow === null || allow.includes(intent.symbol)) return null;
  return { rule: 'universe', limit: `in ${allow.join(' ')}`, value: intent.symbol, unit: 'symbol' };
};
