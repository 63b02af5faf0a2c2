import { describe, expect, it } from 'vitest';
import type { Side } from '#domain/orders/order-intent.ts';
import { cancelWorking } from '#domain/simulation/cancel-working.ts';
import { wantsBars } from '#domain/simulation/wants-bars.ts';
import { d, T0 } from '../../support/builders.ts';
import { FREE, MARKET_TERMS, someTerms, VenueDesk } from '../../support/venue-desk.ts';

const STEPS = { ...FREE, lot: d('0.1'), tick: d('0.5'), minNotional: d(10) };

const REFUSED: readonly (readonly [string, Side, string, Parameters<typeof someTerms>[0], string])[] = [
  ['no quantity', 'buy', '0', { type: 'market' }, 'INVALID_TERMS: received quantity 0, expected more than 0'],
  ['half a lot', 'buy', '1.05', { type: 'market' }, 'LOT_SIZE: received quantity 1.05, expected a multiple of 0.1'],
  [
    'half a tick',
    'buy',
    '1',
    { type: 'limit', limit: '100.25' },
    'TICK_SIZE: received limitPrice 100.25, expected a multiple of 0.5',
  ],
  [
    'a stop between ticks',
    'sell',
    '1',
    { type: 'stop', stop: '99.9' },
    'TICK_SIZE: received stopPrice 99.9, expected a multiple of 0.5',
  ],
  [
    'a target between ticks',
    'sell',
    '1',
    { type: 'stop', stop: 90, target: '99.9' },
    'TICK_SIZE: received takeProfitPrice 99.9, expected a multiple of 0.5',
  ],
  ['too little', 'buy', '0.1', { type: 'limit', limit: 99 }, 'MIN_NOTIONAL: received 9.9, expected at least 10'],
  ['a limit without a price', 'buy', '1', { type: 'limit' }, 'INVALID_TERMS: limit order without limitPrice'],
  [
    'a price of zero',
    'buy',
    '1',
    { type: 'limit', limit: 0 },
    'INVALID_TERMS: received limitPrice 0, expected more than 0',
  ],
  [
    'a trail of everything',
    'sell',
    '1',
    { type: 'trailing_stop', stop: 90, trail: 1 },
    'INVALID_TERMS: received trailPct 1, expected a fraction between 0 and 1',
  ],
  [
    'a target below a sell stop',
    'sell',
    '1',
    { type: 'stop', stop: 90, target: 90 },
    'INVALID_TERMS: received takeProfitPrice 90, expected one above the stop 90',
  ],
  [
    'a target above a buy stop',
    'buy',
    '1',
    { type: 'stop', stop: 90, target: 95 },
    'INVALID_TERMS: received takeProfitPrice 95, expected one below the stop 90',
  ],
  [
    'a stop at once',
    'sell',
    '1',
    { type: 'stop', stop: 90, tif: 'ioc' },
    'INVALID_TERMS: received a stop order with ioc, expected day or gtc',
  ],
  [
    'a post-only at once',
    'buy',
    '1',
    { type: 'limit', limit: 100, postOnly: true, tif: 'fok' },
    'INVALID_TERMS: received a post-only order with fok, expected day or gtc',
  ],
];

describe('acceptOrder', () => {
  it.each(REFUSED)(
    'Given %s, Then it is refused with what was received and expected',
    (_name, side, quantity, terms, cause) => {
      const desk = new VenueDesk(STEPS);
      expect(desk.refusal(side, quantity, someTerms(terms))).toBe(cause);
      expect(desk.working).toEqual([]);
    },
  );

  it('Given orders on the steps, Then they work by acceptance', () => {
    const desk = new VenueDesk(STEPS);
    desk.order('buy', '0.1', someTerms({ type: 'limit', limit: '100.5' }));
    desk.order('buy', '0.1', MARKET_TERMS);
    expect(desk.book.working.map(({ sequence, clientOrderId }) => [sequence, clientOrderId])).toEqual([
      [1, 'o1'],
      [2, 'o2'],
    ]);
  });

  it('Given a margin account, When a second quote currency comes, Then it is refused', () => {
    const margin = { maxLeverage: d(2), maintenanceRate: d('0.1'), fundingRate: d(0), allowShort: true };
    const desk = new VenueDesk({ ...FREE, margin });
    desk.order('buy', 1, MARKET_TERMS);
    expect(desk.refusal('buy', 1, MARKET_TERMS, T0, 'BTC/EUR')).toBe(
      'MARGIN_CURRENCY: received BTC/EUR beside SYN/USD, expected one quote currency on a margin account',
    );
  });
});

describe('cancelWorking and wantsBars', () => {
  it('Given a working order, When it is cancelled, Then it is off the book; one that does not work leaves the book as it is', () => {
    const desk = new VenueDesk();
    const id = desk.order('buy', 1, someTerms({ type: 'limit', limit: 90 }));
    const { book, closed } = cancelWorking(desk.book, id);
    expect(book.working).toEqual([]);
    expect(closed).toMatchObject({ clientOrderId: id, status: 'cancelled', cause: 'CANCEL_REQUESTED' });
    expect(cancelWorking(book, id)).toEqual({ book, closed: null });
  });

  it('Given market orders that the next trade fills, Then no bar is wanted; given any other order, it is', () => {
    const desk = new VenueDesk();
    desk.order('buy', 1, MARKET_TERMS);
    expect(wantsBars(desk.book, FREE)).toBe(false);
    expect(wantsBars(desk.book, { ...FREE, latency: 1 })).toBe(true);
    desk.order('buy', 1, someTerms({ type: 'limit', limit: 90 }));
    expect(wantsBars(desk.book, FREE)).toBe(true);
  });
});
