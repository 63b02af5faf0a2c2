import type { EntryRule } from '../../rule.ts';

/**
 * No entry while the way to the broker is broken, or a probe is still finding out. Exits are not held back here: whether one can be sent
 * is for the broker's adapter to say.
 */
export const brokerCircuitOpen: EntryRule = ({ circuit }) => {
  if (circuit === null || circuit.state === 'CLOSED') return null;
  return { rule: 'broker_circuit_open', limit: 'CLOSED', value: circuit.state, unit: 'circuit' };
};
