import { toPlain } from '../../../shared/decimal.ts';
import { settledCashCapacity } from '../../capacity.ts';
import type { EntryRule } from '../../rule.ts';

/** A buy is paid with settled cash: without the proceeds of sales that settle on the next business day, or nothing while these are unknown. */
export const settledCashOnly: EntryRule = (input, figures) => {
  const capacity = settledCashCapacity(input, figures);
  if (capacity === null || (input.unsettledCash !== null && figures.promised.lte(capacity))) return null;
  const { account, unsettledCash } = input;
  const limit = unsettledCash === null ? 'unknown' : toPlain(capacity.minus(account.reserved));
  return { rule: 'settled_cash_only', limit, value: toPlain(figures.notional), unit: account.currency };
};
