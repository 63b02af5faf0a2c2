import type { EntryRule } from '../../rule.ts';

/** No entry in a symbol whose trading the venue has stopped: it would wait, and fill at the price after the news. */
export const marketHalt: EntryRule = ({ intent }) => {
  if (!intent.market.isHalted) return null;
  return { rule: 'market_halted', limit: 'trading', value: 'halted', unit: intent.symbol };
};
