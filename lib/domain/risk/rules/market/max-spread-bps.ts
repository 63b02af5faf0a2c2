import { aboveLimit } from '../../estimate-violation.ts';
import type { EntryRule } from '../../rule.ts';

/** No entry while best ask and best bid are further apart than this share of their mid, or not known. */
export const maxSpreadBps: EntryRule = ({ intent, limits }) =>
  aboveLimit('max_spread_bps', limits.max_spread_bps, intent.market.spreadBps, 'bps');
