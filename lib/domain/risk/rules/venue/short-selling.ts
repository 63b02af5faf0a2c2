import type { EntryRule } from '../../rule.ts';

/** A sale that opens a short position needs a margin account that allows it. */
export const shortSelling: EntryRule = ({ intent, venue }) => {
  if (intent.side === 'buy' || venue.margin?.allowShort === true) return null;
  const value = venue.margin === null ? 'cash account' : 'long only';
  return { rule: 'short_selling', limit: 'a margin account that allows shorts', value, unit: 'account' };
};
