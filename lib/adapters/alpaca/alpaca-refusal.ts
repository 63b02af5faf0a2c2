import * as z from 'zod/mini';
import type { BrokerErrorCode } from '#application/ports/broker-error.ts';
import type { Side } from '#domain/orders/order-intent.ts';
import { refusalAnswer } from './alpaca-trading-schemas.ts';
import { parseExactJson } from './exact-json.ts';

/** Alpaca's own words, as opposed to those of a gateway in front of it. */
export interface AlpacaRefusal {
  readonly code: string | null;
  readonly message: string;
}

/** The value that a text of JSON holds; `undefined`: it is none. */
export function readJson(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

/** `null`: not in Alpaca's words. */
export function readRefusal(text: string): AlpacaRefusal | null {
  const parsed = z.safeParse(refusalAnswer, readJson(text));
  return parsed.success ? { code: parsed.data.code ?? null, message: parsed.data.message } : null;
}

/** Whether Alpaca itself says that there is no such thing. That there is no such endpoint says only that the address is wrong. */
export function isAbsence(status: number, text: string): boolean {
  const words = status === 404 ? readRefusal(text) : null;
  return words !== null && !/endpoint/i.test(words.message);
}

/** Of what a venue may do without: there is none, whoever says so. */
export function isMissing(status: number): boolean {
  return status === 404;
}

/** By message, in this order, because one code (`40310000`) covers many causes. */
const BY_MESSAGE: readonly (readonly [RegExp, BrokerErrorCode])[] = [
  [/client_order_id must be unique/i, 'DUPLICATE_CLIENT_ORDER_ID'],
  [/day.?trading buying power|pattern day trad|margin/i, 'INSUFFICIENT_MARGIN'],
  [/buying power|insufficient (funds|cash)|balance for usd\b/i, 'INSUFFICIENT_FUNDS'],
  [
    /insufficient (qty|quantity|position|underlying)|held_for_orders|short|position (does not|doesn't) exist/i,
    'INSUFFICIENT_POSITION',
  ],
  [/market (is )?(now )?closed|market hours|trading halt|halted|outside of/i, 'MARKET_CLOSED'],
  [/no available (bid|ask|quote)|liquidity/i, 'LIQUIDITY'],
  [/order not found/i, 'ORDER_NOT_FOUND'],
  [/not (yet )?(supported|allowed|eligible|enabled|permitted)|must be simple orders|restricted/i, 'NOT_SUPPORTED'],
];

/** What kind of refusal it is. `side`: what a crypto balance is missing for. */
export function sortRefusal(status: number, { code, message }: AlpacaRefusal, side: Side): BrokerErrorCode {
  if (status === 401) return 'AUTH_FAILED';
  if (status === 403 && (code === null || !code.startsWith('4031'))) return 'AUTH_FAILED';
  const known = BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1];
  if (known !== undefined) return known;
  if (/insufficient balance/i.test(message)) return side === 'buy' ? 'INSUFFICIENT_FUNDS' : 'INSUFFICIENT_POSITION';
  return status === 404 ? 'ORDER_NOT_FOUND' : 'INVALID_ORDER';
}
