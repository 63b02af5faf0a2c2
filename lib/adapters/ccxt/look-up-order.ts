import * as z from 'zod/mini';
import type { SentOrder, VenueOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { type CcxtOrder, ccxtOrder } from './ccxt-schemas.ts';
import type { LookUpRoute } from './exchange-facts.ts';
import type { ExchangeSession } from './exchange-session.ts';
import { matchOrder } from './match-order.ts';
import { toVenueOrder } from './venue-order.ts';

/**
 * An order by whatever the venue finds it by. `null` only where its own answer says that there is none.
 *
 * @throws {BrokerError} when it could not be asked, or the venue knows no way to ask: then nothing is known.
 */
export async function lookUpOrder(session: ExchangeSession, order: SentOrder): Promise<VenueOrder | null> {
  await session.loadMarkets();
  const { lookUp } = session.facts;
  switch (lookUp.kind) {
    case 'order':
      return byRequest(session, order, lookUp);
    case 'lists':
      return byLists(session, order, lookUp);
    case 'match':
      return matchOrder(session, order);
  }
}

async function byRequest(
  session: ExchangeSession,
  { brokerOrderId, clientOrderId, symbol }: SentOrder,
  { clientIdParam }: LookUpRoute & { readonly kind: 'order' },
): Promise<VenueOrder | null> {
  if (brokerOrderId === null && clientIdParam === null)
    throw new BrokerError('NOT_SUPPORTED', `order ${clientOrderId}: the exchange finds no order by its client id`);
  const byClientId =
    brokerOrderId === null && clientIdParam !== null ? { [clientIdParam]: session.encodeClientId(clientOrderId) } : {};
  const params = { ...session.facts.orderParams, ...byClientId };
  const found = await session.tryRead({
    name: 'order',
    call: (exchange) => exchange.fetchOrder(brokerOrderId ?? undefined, session.venueSymbol(symbol), params),
    schema: ccxtOrder,
  });
  if (found.ok) return toVenueOrder(session, found.value);
  const { failure } = found;
  if (failure.certainty === 'refused' && failure.code === 'ORDER_NOT_FOUND') return null;
  throw session.errorOf('order', failure);
}

/** Absent only if the venue has filtered every list for it and none may go on. */
async function byLists(
  session: ExchangeSession,
  order: SentOrder,
  route: LookUpRoute & { readonly kind: 'lists' },
): Promise<VenueOrder | null> {
  const byBrokerId = order.brokerOrderId !== null && route.brokerIdParam !== null;
  const params = byBrokerId
    ? { [route.brokerIdParam]: order.brokerOrderId }
    : { [route.clientIdParam]: session.encodeClientId(order.clientOrderId) };
  for (const [index, method] of route.methods.entries()) {
    const { value } = await session.read({
      name: 'order',
      call: (exchange) => exchange[method](session.venueSymbol(order.symbol), undefined, undefined, params),
      schema: z.array(ccxtOrder),
      list: route.lists[index] ?? null,
    });
    const found = value.find((listed) => isAsked(session, listed, order));
    if (found !== undefined) return toVenueOrder(session, found);
    if (value.length >= route.limit)
      throw new BrokerError('UNREADABLE', `order: received ${value.length} others, expected this one or none`);
  }
  return null;
}

function isAsked(session: ExchangeSession, listed: CcxtOrder, { brokerOrderId, clientOrderId }: SentOrder): boolean {
  return brokerOrderId === null
    ? session.decodeClientId(listed.clientOrderId) === clientOrderId
    : listed.id === brokerOrderId;
}
