import { floorToStep, toPlain } from '../../../shared/decimal.ts';
import { stepsOf } from '../../../simulation/venue-rules.ts';
import type { EntryRule } from '../../rule.ts';

/** A quantity is a multiple of the venue's lot: no fractions where it deals in whole shares. */
export const lot: EntryRule = ({ intent, venue }) => {
  const steps = stepsOf(venue, intent.symbol);
  if (intent.quantity.gt(0) && floorToStep(intent.quantity, steps.lot).eq(intent.quantity)) return null;
  return { rule: 'lot', limit: toPlain(steps.lot), value: toPlain(intent.quantity), unit: 'step of the quantity' };
};
