import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readJson } from '#adapters/alpaca/alpaca-refusal.ts';
import { decimal } from '#adapters/alpaca/alpaca-schemas.ts';
import { orderBody } from '#adapters/alpaca/alpaca-terms.ts';
import { activitiesAnswer } from '#adapters/alpaca/alpaca-trading-schemas.ts';
import { aSentOrder } from '../support/broker-builders.ts';
import { d } from '../support/builders.ts';
import { someTerms } from '../support/venue-desk.ts';

/** Up to 18 digits before and 18 after the point. */
const amount = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }))
  .map(([whole, part]) => d(`${whole}.${String(part).padStart(18, '0')}`).toFixed());

/** As a text, as a number of JSON, or in exponents. */
const spelling = fc.constantFrom(
  (text: string) => `"${text}"`,
  (text: string) => text,
  (text: string) => d(text).toExponential(),
);

describe('amounts of Alpaca', () => {
  it('Given any amount in any spelling, When an answer is read, Then not a digit is lost', () => {
    fc.assert(
      fc.property(amount, amount, spelling, spelling, (quantity, price, spell, spellPrice) => {
        const head = '"id":"1::a","transaction_time":"2031-05-06T14:30:00.123456Z","order_id":"o","symbol":"BTC/USD"';
        const text = `[{${head},"side":"buy","qty":${spell(quantity)},"price":${spellPrice(price)}}]`;
        const [fill] = z.parse(activitiesAnswer, readJson(text));
        expect([fill?.qty.toFixed(), fill?.price.toFixed()]).toEqual([quantity, price]);
      }),
    );
  });

  it('Given any amounts, When an order is written, Then its body has their plain texts', () => {
    const quantity = fc.bigInt({ min: 1n, max: 10n ** 24n }).map((units) => d(String(units)).div('1e9'));
    fc.assert(
      fc.property(
        quantity,
        amount.filter((text) => text !== '0'),
        (units, price) => {
          const terms = someTerms({ type: 'limit', limit: price });
          const written = orderBody(aSentOrder({ symbol: 'BTC/USD', quantity: units, terms }), null);
          const { qty, limit_price: limit } = written.kind === 'written' ? written.body : {};
          expect([qty, limit]).toEqual([units.toFixed(), d(price).toFixed()]);
          expect(z.parse(decimal, qty).eq(units)).toBe(true);
        },
      ),
    );
  });
});
