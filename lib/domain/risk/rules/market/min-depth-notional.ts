import { Decimal, toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';

/** No entry where less than this is on offer within reach on the side that it takes from, or where that is not known. */
export const minDepthNotional: EntryRule = ({ account, intent, limits }) => {
  const limit = limits.min_depth_notional;
  const depth = intent.market.depthNotional;
  if (limit === null || (depth !== null && limit.lte(new Decimal(depth)))) return null;
  return { rule: 'min_depth_notional', limit: toPlain(limit), value: depth ?? 'unknown', unit: account.currency };
};
