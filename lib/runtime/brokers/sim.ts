import { SimBroker } from '#adapters/sim/sim-broker.ts';
import type { BrokerParts, OpenedBroker } from './open-broker.ts';

/** The simulated venue, whose books are in the ledger's table. */
export function openBroker({ plan, table, clock, marketData }: BrokerParts): OpenedBroker {
  const { account, currency, initialBalance, timeframe, venue: rules } = plan;
  return {
    broker: new SimBroker({ table, account, currency, initialBalance, rules, timeframe, clock, marketData }),
  };
}
