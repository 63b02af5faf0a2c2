import type { Broker, BrokerCapabilities, SentOrder } from '#application/ports/broker.ts';
import { MARKET, ORDER_TYPES, TIMES_IN_FORCE } from '#domain/orders/order-terms.ts';
import { d, SYMBOL, T0 } from './builders.ts';

/** What a venue that can everything says of itself. */
export const EVERYTHING: BrokerCapabilities = {
  orderTypes: ORDER_TYPES,
  timesInForce: TIMES_IN_FORCE,
  postOnly: true,
  reduceOnly: true,
  oco: true,
  replace: true,
  fractional: true,
  lookUpByClientId: true,
  cancelAfter: true,
  duplicateIdsRefused: 'forever',
  isOnOurClock: true,
};

/** A buy of ten at the market, as a venue is asked for it. */
export function aSentOrder(changes: Partial<SentOrder> = {}): SentOrder {
  return {
    clientOrderId: 'a'.repeat(32),
    symbol: SYMBOL,
    side: 'buy',
    quantity: d(10),
    terms: MARKET,
    brokerOrderId: null,
    sentAt: T0,
    ...changes,
  };
}

/** A broker that answers what the test says and fails on everything else. */
export function aBroker(answers: Partial<Broker>): Broker {
  const refuse = async (): Promise<never> => {
    throw new Error('the test expects no such call');
  };
  return {
    capabilities: EVERYTHING,
    open: async () => undefined,
    placeOrder: refuse,
    cancelOrder: refuse,
    replaceOrder: refuse,
    cancelAllAfter: refuse,
    getOrder: refuse,
    listOpenOrders: refuse,
    listFills: refuse,
    getBalance: refuse,
    listPositions: refuse,
    listCashMovements: refuse,
    getSymbolRules: refuse,
    getMarketClock: refuse,
    ...answers,
  };
}
