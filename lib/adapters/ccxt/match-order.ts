import type { SentOrder, VenueOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { ExchangeSession } from './exchange-session.ts';

export async function matchOrder(_session: ExchangeSession, order: SentOrder): Promise<VenueOrder | null> {
  throw new BrokerError('NOT_SUPPORTED', `order ${order.clientOrderId}: matching is not built`);
}
