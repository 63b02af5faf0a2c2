import { toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';

/** No entries while the account is this far below its highest equity, or further. */
export const maxDrawdown: EntryRule = ({ account, limits }) => {
  const limit = limits.max_drawdown;
  if (limit === null) return null;
  const { peak } = account;
  const fall = peak.minus(account.equity);
  if (peak.gt(0) && fall.lt(limit.times(peak))) return null;
  const value = peak.gt(0) ? toPlain(fall.div(peak).toDecimalPlaces(6)) : 'no equity';
  return { rule: 'max_drawdown', limit: toPlain(limit), value, unit: 'of the highest equity' };
};
