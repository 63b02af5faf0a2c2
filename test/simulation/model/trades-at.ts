import type { PlaceOrderRequest } from '#application/ports/broker.ts';
import type { Decimal } from '#domain/shared/decimal.ts';

/** Whether an order trades at this price. A trailing stop is taken for the stop that it begins with. */
export function tradesAt({ side, terms }: PlaceOrderRequest, price: Decimal): boolean {
  const isBuy = side === 'buy';
  const { limitPrice, stopPrice, takeProfitPrice, type } = terms;
  const isAtLimit = (limit: Decimal | null) => limit !== null && (isBuy ? price.lte(limit) : price.gte(limit));
  const isAtStop = stopPrice !== null && (isBuy ? price.gte(stopPrice) : price.lte(stopPrice));
  switch (type) {
    case 'market':
      return true;
    case 'limit':
      return isAtLimit(limitPrice);
    case 'stop_limit':
      return isAtStop && isAtLimit(limitPrice);
    case 'stop':
    case 'trailing_stop':
      return isAtStop || isAtLimit(takeProfitPrice);
  }
}
