import type { BrokerHealth } from '#domain/brokers/broker-health.ts';

/** The health of one broker account, shared by everything that calls it. */
export interface BrokerHealthStore {
  /** As it was a few seconds ago at most. */
  current(): Promise<BrokerHealth>;
  /**
   * Moves the health on by `change`, over whatever is current. `change` returns what it was given where there is nothing to write; it is called again when another
   * writer was first, and its last call is the one that counts.
   *
   * @returns what stands now.
   * @throws when the store cannot be reached, or the race cannot be won.
   */
  update(change: (current: BrokerHealth) => BrokerHealth): Promise<BrokerHealth>;
}
