import { aboveLimit } from '../../estimate-violation.ts';
import type { EntryRule } from '../../rule.ts';

/** No entry in a symbol whose annualised volatility is higher, or not known. */
export const maxVolatility: EntryRule = ({ intent, limits }) =>
  aboveLimit('max_volatility', limits.max_volatility, intent.market.volatility, 'annualised');
