import { toPlain } from '../../shared/decimal.ts';
import { intentNotional } from '../exposure.ts';
import type { RiskRule } from '../rule.ts';

/**
 * Cash less what working entries hold back must cover the entry at its reference price. Costs are left out on purpose: an
 * entry of all the cash is clipped by the fill, not denied here.
 */
export const buyingPower: RiskRule = (input) => {
  if (input.intent.kind === 'exit') return null;
  const available = input.account.cash.minus(input.account.reserved);
  const notional = intentNotional(input);
  if (notional.lte(available)) return null;
  return { rule: 'buying_power', limit: toPlain(available), value: toPlain(notional), unit: input.account.currency };
};
