import type { BrokerCapabilities } from '#application/ports/broker.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { Violation } from '#domain/orders/violation.ts';
import { toPlain } from '#domain/shared/decimal.ts';

/**
 * Everything in an order that its venue cannot do, each with what was received and what the venue has instead; nothing of it is to be sent.
 */
export function notSupported(
  { quantity, terms }: Pick<OrderIntent, 'quantity' | 'terms'>,
  venue: BrokerCapabilities,
): readonly Violation[] {
  const { type, timeInForce } = terms;
  const isWhole = quantity.isInteger();
  return [
    ...lacking(venue.orderTypes.includes(type), 'order type', type, venue.orderTypes),
    ...lacking(venue.timesInForce.includes(timeInForce), 'time in force', timeInForce, venue.timesInForce),
    ...lacking(venue.postOnly || !terms.postOnly, 'flag', 'post_only'),
    ...lacking(venue.reduceOnly || !terms.reduceOnly, 'flag', 'reduce_only'),
    ...lacking(venue.oco || terms.takeProfitPrice === null, 'flag', 'take_profit beside a stop'),
    ...lacking(venue.fractional || isWhole, 'quantity', toPlain(quantity), ['whole numbers']),
  ];
}

function lacking(isSupported: boolean, unit: string, value: string, known: readonly string[] = []): Violation[] {
  return isSupported ? [] : [{ rule: 'not_supported', limit: known.join('|') || 'none', value, unit }];
}
