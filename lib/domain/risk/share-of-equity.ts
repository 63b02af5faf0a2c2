import { type Decimal, toPlain } from '../shared/decimal.ts';
import type { RiskInput } from './rule.ts';

/** An amount as a share of the account's equity, six decimals, for a verdict that people read. */
export function shareOfEquity(amount: Decimal, { account }: RiskInput): string {
  return account.equity.gt(0) ? toPlain(amount.div(account.equity).toDecimalPlaces(6)) : 'no equity';
}
