import { SimBroker } from '#adapters/sim/sim-broker.ts';
import type { BrokerParts } from './open-broker.ts';

/** The simulated venue, whose books are in the ledger's table. */
export function openBroker({ plan, table, clock, marketData }: BrokerParts): SimBroker {
  const { account, currency, initialBalance, timeframe, venue: rules } = plan;
  return new SimBroker({ table, account, currency, initialBalance, rules, timeframe, clock, marketData });
}
