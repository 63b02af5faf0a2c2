import { aboveLimit } from '../../estimate-violation.ts';
import type { EntryRule } from '../../rule.ts';

/**
 * No entry that is estimated to cost more than this against the mid or reference price, or whose cost is not known. An order that
 * is refused rather than filled at once (`postOnly`) takes nothing from the book and is not judged.
 */
export const slippageGuardBps: EntryRule = ({ intent, limits }) =>
  intent.terms.postOnly
    ? null
    : aboveLimit('slippage_guard_bps', limits.slippage_guard_bps, intent.market.impactBps, 'bps');
