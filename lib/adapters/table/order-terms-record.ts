import { type MarketFacts, UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import { ORDER_TYPES, type OrderTerms, TIMES_IN_FORCE } from '#domain/orders/order-terms.ts';
import type { RecordReader } from './record.ts';

/** What is off or null is left out: most orders have nothing but a type. */
export function encodeTerms(terms: OrderTerms) {
  return {
    type: terms.type,
    timeInForce: terms.timeInForce,
    limitPrice: terms.limitPrice,
    stopPrice: terms.stopPrice,
    trailPct: terms.trailPct,
    takeProfitPrice: terms.takeProfitPrice,
    postOnly: terms.postOnly ? true : null,
    reduceOnly: terms.reduceOnly ? true : null,
  };
}

export function decodeTerms(reader: RecordReader): OrderTerms {
  return {
    type: reader.oneOf('type', ORDER_TYPES),
    timeInForce: reader.oneOf('timeInForce', TIMES_IN_FORCE),
    limitPrice: reader.decimalOrNull('limitPrice'),
    stopPrice: reader.decimalOrNull('stopPrice'),
    trailPct: reader.decimalOrNull('trailPct'),
    takeProfitPrice: reader.decimalOrNull('takeProfitPrice'),
    postOnly: reader.flag('postOnly'),
    reduceOnly: reader.flag('reduceOnly'),
  };
}

/** As JSON text, without what is unknown: nothing compares it. */
export function encodeMarket(market: MarketFacts): { readonly market: string | null } {
  const known = Object.entries(market).filter(([, value]) => value !== null && value !== false);
  return { market: known.length === 0 ? null : JSON.stringify(Object.fromEntries(known)) };
}

export function decodeMarket(reader: RecordReader): MarketFacts {
  const text = reader.textOrNull('market');
  const known: Partial<MarketFacts> = text === null ? {} : JSON.parse(text);
  return { ...UNKNOWN_MARKET, ...known };
}
