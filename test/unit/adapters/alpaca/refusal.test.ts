import { describe, expect, it } from 'vitest';
import { placeOutcome } from '#adapters/alpaca/alpaca-outcome.ts';
import { readRefusal, sortRefusal } from '#adapters/alpaca/alpaca-refusal.ts';
import type { WireAnswer } from '#adapters/alpaca/alpaca-wire.ts';
import { aSentOrder } from '../../../support/broker-builders.ts';

const WORDS = [
  [403, 40310000, 'insufficient buying power', 'INSUFFICIENT_FUNDS'],
  [403, 40310000, 'insufficient day trading buying power', 'INSUFFICIENT_MARGIN'],
  [403, 40310100, 'trade denied due to pattern day trading protection', 'INSUFFICIENT_MARGIN'],
  [403, 40310000, 'insufficient balance for USD (requested: 1000, available: 1)', 'INSUFFICIENT_FUNDS'],
  [403, 40310000, 'insufficient qty available for order (requested: 1, available: 0)', 'INSUFFICIENT_POSITION'],
  [403, 40310000, 'account is not allowed to short', 'INSUFFICIENT_POSITION'],
  [403, 40310000, 'potential wash trade detected. use complex orders', 'INVALID_ORDER'],
  [403, 40310000, 'cost basis must be >= minimal amount of order 10', 'INVALID_ORDER'],
  [403, 40310000, 'market is closed', 'MARKET_CLOSED'],
  [403, 40310000, 'no available bid for symbol', 'LIQUIDITY'],
  [403, null, 'forbidden.', 'AUTH_FAILED'],
  [403, 40110000, 'request is not authorized', 'AUTH_FAILED'],
  [401, 40110000, 'unauthorized.', 'AUTH_FAILED'],
  [422, 40010001, 'us_equity orders not allowed for account', 'NOT_SUPPORTED'],
  [422, 42210000, 'fractional orders must be simple orders', 'NOT_SUPPORTED'],
  [422, 42210000, 'asset "NOSUCH" not found', 'INVALID_ORDER'],
  [404, 40410000, 'order not found', 'ORDER_NOT_FOUND'],
  [400, 40010000, 'request body format is invalid', 'INVALID_ORDER'],
] as const;

const request = aSentOrder();
const answered = (status: number, text: string, retryAfter: number | null = null): WireAnswer => ({
  kind: 'answered',
  status,
  text,
  retryAfter,
});
const outcomeOf = (answer: WireAnswer) => placeOutcome(answer, request, (text) => text);

describe('refusals of Alpaca', () => {
  it.each(WORDS)(
    'Given %d %s “%s”, When an order is refused, Then it is sorted as %s',
    (status, code, message, sorted) => {
      const text = JSON.stringify(code === null ? { message } : { code, message });
      expect(outcomeOf(answered(status, text))).toEqual({
        kind: 'rejected',
        code: sorted,
        cause: [status, code, message].filter((part) => part !== null).join(' '),
      });
    },
  );

  it('Given a balance of a coin that is missing, When it is sorted, Then the side tells whether it is money or what is held', () => {
    const words = { code: '40310000', message: 'insufficient balance for BTC (requested: 1, available: 0)' };
    expect(sortRefusal(403, words, 'sell')).toBe('INSUFFICIENT_POSITION');
    expect(sortRefusal(403, { ...words, message: 'insufficient balance for USDC' }, 'buy')).toBe('INSUFFICIENT_FUNDS');
  });

  it('Given a client order id that was there before, When it is refused, Then it is a duplicate', () => {
    const text = '{"code":40010001,"message":"client_order_id must be unique"}';
    expect(outcomeOf(answered(422, text))).toEqual({ kind: 'duplicate' });
  });

  it.each([
    ['a page of a gateway with a status that refuses', answered(403, '<html>403 Forbidden</html>')],
    ['a refusal without words', answered(422, '{}')],
    ['a refusal cut short', answered(422, '{"code":42210000,"mess')],
    ['a conflict', answered(409, '{"message":"conflict"}')],
    ['a fault of the server in its own words', answered(500, '{"code":50010000,"message":"internal server error"}')],
    ['an answer without an order', answered(200, '{}')],
    ['an empty answer', answered(200, '')],
    [
      'an order of another id',
      answered(
        200,
        '{"id":"x","client_order_id":"other","created_at":"2026-01-05T14:30:00Z","filled_qty":"0","status":"new"}',
      ),
    ],
    ['a lost answer', { kind: 'lost', reason: 'socket hang up', cause: null } as const],
  ])('Given %s, When an order was sent, Then its outcome is unknown', (_case, answer) => {
    expect(outcomeOf(answer).kind).toBe('unknown');
  });

  it.each([null, 1_500])(
    'Given 429 with a wait of %s, When an order was sent, Then it is proven not taken up',
    (retryAfter) => {
      expect(outcomeOf(answered(429, '<html>slow</html>', retryAfter))).toMatchObject({
        kind: 'not_sent',
        code: 'RATE_LIMITED',
        retryAfter,
      });
    },
  );

  it('Given words with more beside them, When they are read, Then code and message are there; a page of HTML has none', () => {
    const text = '{"buying_power":"1.5","code":40310000,"cost_basis":"48640000","message":"insufficient buying power"}';
    expect(readRefusal(text)).toEqual({ code: '40310000', message: 'insufficient buying power' });
    expect(readRefusal('<html></html>')).toBeNull();
  });
});
