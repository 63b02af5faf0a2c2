import { Decimal, toPlain } from '../../../shared/decimal.ts';
import { isEquity } from '../../is-equity.ts';
import type { EntryRule } from '../../rule.ts';

/** FINRA rule 4210(f)(8)(B): four or more day trades in five business days need this equity, USD. */
const LEAST_EQUITY = new Decimal(25_000);
const MOST_DAY_TRADES = 3;

/**
 * After three day trades in five business days, an account below 25,000 USD enters no equity, since the exit of the same day would be the
 * fourth; nor while their number is not known. Pairs are not counted.
 */
export const patternDayTrader: EntryRule = ({ account, dayTrades, intent, limits }) => {
  if (!limits.pattern_day_trader || !isEquity(intent.symbol) || account.equity.gte(LEAST_EQUITY)) return null;
  if (dayTrades !== null && dayTrades < MOST_DAY_TRADES) return null;
  const limit = `fewer than ${MOST_DAY_TRADES} below ${toPlain(LEAST_EQUITY)}`;
  const value = dayTrades === null ? 'unknown' : String(dayTrades);
  return { rule: 'pattern_day_trader', limit, value, unit: 'day trades in 5 business days' };
};
