import type { CancelOrderOutcome, SentOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { ExchangeSession } from './exchange-session.ts';

/** One request to end an order. It proves nothing but that the venue has the request: a look-up tells the end. */
export async function cancelOrder(session: ExchangeSession, order: SentOrder): Promise<CancelOrderOutcome> {
  const { facts } = session;
  const { brokerOrderId, clientOrderId, symbol } = order;
  if (brokerOrderId === null && facts.cancelParam === null)
    return { kind: 'unknown', cause: 'NOT_SUPPORTED: the exchange cancels by its own id only, which is not known' };
  const params =
    brokerOrderId === null && facts.cancelParam !== null
      ? { [facts.cancelParam]: session.encodeClientId(clientOrderId) }
      : {};
  try {
    await session.loadMarkets();
  } catch (error) {
    if (error instanceof BrokerError) return { kind: 'unknown', cause: error.message };
    throw error;
  }
  const attempt = await session.attempt((exchange) =>
    exchange.cancelOrder(brokerOrderId ?? undefined, session.venueSymbol(symbol), params),
  );
  if (attempt.ok) return { kind: 'requested' };
  const { certainty, code, words } = attempt.failure;
  if (certainty === 'refused' && code === 'ORDER_NOT_FOUND') return { kind: 'not_found' };
  return { kind: 'unknown', cause: `${code}: ${words}` };
}
