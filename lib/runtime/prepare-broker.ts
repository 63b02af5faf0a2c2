import type { Broker } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';

/** Opens a broker before an order is authorised. What keeps it closed is told by the order's outcome: not sent. */
export async function prepareBroker(broker: Broker): Promise<void> {
  try {
    await broker.open();
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
  }
}
