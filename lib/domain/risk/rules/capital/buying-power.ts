import { toPlain } from '../../../shared/decimal.ts';
import { buyingPowerCapacity } from '../../capacity.ts';
import type { EntryRule } from '../../rule.ts';

/**
 * What can be spent must cover the entry and every working one: cash, or on margin equity × the venue's leverage less what is open. Costs
 * are left out on purpose: an entry of all the cash is clipped by the fill, not denied here.
 */
export const buyingPower: EntryRule = (input, figures) => {
  const { account } = input;
  const available = buyingPowerCapacity(input, figures).minus(account.reserved);
  if (figures.notional.lte(available)) return null;
  return { rule: 'buying_power', limit: toPlain(available), value: toPlain(figures.notional), unit: account.currency };
};
