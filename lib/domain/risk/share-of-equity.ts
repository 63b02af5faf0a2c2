import type { Account } from '../accounts/account.ts';
import { type Decimal, toPlain } from '../shared/decimal.ts';

/** An amount as a share of the account's equity, six decimals, for a verdict that people read. */
export function shareOfEquity(amount: Decimal, { equity }: Account): string {
  return equity.gt(0) ? toPlain(amount.div(equity).toDecimalPlaces(6)) : 'no equity';
}
