import { describe, expect, it } from 'vitest';
import { OrderTally } from '#domain/reporting/order-tally.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { anOrder } from '../../support/session-builders.ts';

describe('OrderTally', () => {
  it.each([
    ['an id of the venue', { brokerOrderId: '7' }, 1],
    ['a fill and no id, because it was booked after it had been given up', { filledQuantity: new Decimal(2) }, 1],
    ['neither', {}, 0],
  ])('Given an order with %s, Then the venue is proven to have as many: %o, %i', (_what, changes, submitted) => {
    const tally = new OrderTally();
    tally.add(anOrder({ brokerOrderId: null, filledQuantity: new Decimal(0), ...changes }));
    expect(tally.figures()['orders_submitted']).toBe(submitted);
  });
});
