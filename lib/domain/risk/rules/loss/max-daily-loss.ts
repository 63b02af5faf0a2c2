import { toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';

/** No further entries once the trading day has lost this much, in money. */
export const maxDailyLoss: EntryRule = ({ account, limits }) => {
  const limit = limits.max_daily_loss;
  if (limit === null) return null;
  const loss = account.dayStartEquity.minus(account.equity);
  if (loss.lt(limit)) return null;
  return { rule: 'max_daily_loss', limit: toPlain(limit), value: toPlain(loss), unit: account.currency };
};
