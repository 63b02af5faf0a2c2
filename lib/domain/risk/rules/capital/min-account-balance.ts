import { toPlain } from '../../../shared/decimal.ts';
import type { EntryRule } from '../../rule.ts';

/** No entries while the account is worth less. */
export const minAccountBalance: EntryRule = ({ account, limits }) => {
  const limit = limits.min_account_balance;
  if (limit === null || account.equity.gte(limit)) return null;
  return { rule: 'min_account_balance', limit: toPlain(limit), value: toPlain(account.equity), unit: account.currency };
};
