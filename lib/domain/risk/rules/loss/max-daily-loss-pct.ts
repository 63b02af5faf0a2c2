import { toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';

/** No further entries once the day's loss reaches this share of the equity that the trading day began with. */
export const maxDailyLossPct: EntryRule = ({ account, limits }) => {
  const limit = limits.max_daily_loss_pct;
  if (limit === null) return null;
  const start = account.dayStartEquity;
  const loss = start.minus(account.equity);
  if (start.gt(0) && loss.lt(limit.times(start))) return null;
  const value = start.gt(0) ? toPlain(loss.div(start).toDecimalPlaces(6)) : 'no equity';
  return { rule: 'max_daily_loss_pct', limit: toPlain(limit), value, unit: 'of the day’s first equity' };
};
