import type { VenueOrder, VenueOrderStatus } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import type { CcxtOrder } from './ccxt-schemas.ts';
import type { ExchangeSession } from './exchange-session.ts';

/** ccxt's states of an order. An order in a state that nobody knows is not guessed at. */
const STATUSES: Readonly<Record<string, VenueOrderStatus>> = {
  open: 'working',
  canceling: 'working',
  closed: 'filled',
  canceled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired',
};

/** An order as the port tells it. @throws {BrokerError} for a state that is none of ccxt's. */
export function toVenueOrder(session: ExchangeSession, order: CcxtOrder): VenueOrder {
  const known = Object.hasOwn(STATUSES, order.status ?? '') ? STATUSES[order.status ?? ''] : undefined;
  if (known === undefined)
    throw new BrokerError('UNREADABLE', `order ${order.id}: received status ${order.status}, expected one of ccxt's`);
  const filledQuantity = order.filled ?? (known === 'filled' ? order.amount : ZERO);
  const status = known === 'filled' && filledQuantity.lt(order.amount) ? 'cancelled' : known;
  const hasEnded = status !== 'working' && status !== 'filled';
  return {
    brokerOrderId: order.id,
    clientOrderId: session.decodeClientId(order.clientOrderId),
    symbol: session.canonicalSymbol(order.symbol),
    side: order.side,
    quantity: order.amount,
    status,
    filledQuantity,
    cause: hasEnded ? `${status} by the venue` : null,
  };
}
