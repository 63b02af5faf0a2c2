import { describe, expect, it } from 'vitest';
import { type RoundTrip, roundTrips } from '#domain/reporting/round-trips.ts';
import { aFill, d, T0 } from '../../support/builders.ts';

/** `[side, quantity, price, fee, minute, order]` */
type Row = readonly ['buy' | 'sell', number, number, number, number, string, string?];

function trips(...rows: readonly Row[]): readonly RoundTrip[] {
  return roundTrips(
    rows.map(([side, quantity, price, fee, minute, clientOrderId, symbol = 'SYN/USD']) =>
      aFill({
        side,
        quantity: d(quantity),
        price: d(price),
        fee: d(fee),
        time: T0 + minute * 60_000,
        clientOrderId,
        symbol,
      }),
    ),
  );
}

function brief(trip: RoundTrip) {
  return [
    trip.side,
    trip.quantity.toFixed(),
    trip.entryPrice.toFixed(),
    trip.entryFee.toFixed(),
    trip.exitPrice?.toFixed() ?? null,
    trip.exitFee?.toFixed() ?? null,
    trip.pnl?.toFixed() ?? null,
    trip.exitReason,
    trip.clientOrderIds.join(''),
  ];
}

describe('roundTrips', () => {
  it('Given no fills, Then there are none', () => {
    expect(trips()).toEqual([]);
  });

  it('Given a long, Then the P&L is net of both fees and the times are those of the fills', () => {
    const [trip, ...others] = trips(['buy', 2, 100, 1, 0, 'a'], ['sell', 2, 110, 1.1, 5, 'b']);
    expect(others).toEqual([]);
    expect(trip && brief(trip)).toEqual(['long', '2', '100', '1', '110', '1.1', '17.9', 'strategy_exit', 'ab']);
    expect([trip?.entryTime, trip?.exitTime]).toEqual([T0, T0 + 300_000]);
  });

  it('Given a short, Then falling prices win', () => {
    expect(trips(['sell', 2, 100, 1, 0, 'a'], ['buy', 2, 90, 1, 1, 'b']).map(brief)).toEqual([
      ['short', '2', '100', '1', '90', '1', '18', 'strategy_exit', 'ab'],
    ]);
  });

  it('Given partial fills, Then prices are averages by quantity and fees are sums', () => {
    const rows: Row[] = [
      ['buy', 1, 100, 1, 0, 'a'],
      ['buy', 3, 104, 1, 1, 'a'],
      ['sell', 2, 110, 1, 2, 'b'],
      ['sell', 2, 112, 1, 3, 'b'],
    ];
    expect(trips(...rows).map(brief)).toEqual([['long', '4', '103', '2', '111', '2', '28', 'strategy_exit', 'ab']]);
  });

  it('Given a fill that flips, Then it ends one trip and begins the next, its fee shared by quantity', () => {
    expect(
      trips(['buy', 1, 100, 0, 0, 'a'], ['sell', 3, 110, 3, 1, 'b'], ['buy', 2, 100, 0, 2, 'c']).map(brief),
    ).toEqual([
      ['long', '1', '100', '0', '110', '1', '9', 'strategy_exit', 'ab'],
      ['short', '2', '110', '2', '100', '0', '18', 'strategy_exit', 'bc'],
    ]);
  });

  it('Given a position at the end, Then it is last, open, and counts as no result', () => {
    const all = trips(['buy', 1, 100, 1, 0, 'a'], ['sell', 1, 90, 1, 1, 'b'], ['buy', 2, 95, 1, 2, 'c']);
    expect(all.map(brief)).toEqual([
      ['long', '1', '100', '1', '90', '1', '-12', 'strategy_exit', 'ab'],
      ['long', '2', '95', '1', null, null, null, null, 'c'],
    ]);
    expect(all.at(-1)?.exitTime).toBeNull();
  });

  it('Given a position that is partly closed at the end, Then the closed part is a trip of its own', () => {
    expect(trips(['buy', 4, 100, 4, 0, 'a'], ['sell', 1, 110, 1, 1, 'b']).map(brief)).toEqual([
      ['long', '1', '100', '1', '110', '1', '8', 'strategy_exit', 'ab'],
      ['long', '3', '100', '3', null, null, null, null, 'ab'],
    ]);
  });

  it('Given two symbols, Then their fills do not mix', () => {
    const rows: Row[] = [
      ['buy', 1, 100, 0, 0, 'a', 'A/USD'],
      ['sell', 1, 50, 0, 1, 'b', 'B/USD'],
      ['sell', 1, 101, 0, 2, 'c', 'A/USD'],
    ];
    expect(trips(...rows).map((trip) => [trip.symbol, ...brief(trip).slice(0, 2)])).toEqual([
      ['A/USD', 'long', '1'],
      ['B/USD', 'short', '1'],
    ]);
  });

  it.each([
    ['strategy_exit', null],
    ['stop_loss', 'stop_loss'],
    ['liquidation', 'liquidation'],
  ] as const)('Given a last fill for %s, Then that is why the trip ended', (expected, reason) => {
    const fills = [
      aFill({ quantity: d(2) }),
      aFill({ side: 'sell', quantity: d(1), reason: 'time_exit' }),
      aFill({ side: 'sell', quantity: d(1), reason }),
    ];
    expect(roundTrips(fills).map(({ exitReason }) => exitReason)).toEqual([expected]);
  });

  it('Given a fee in the base currency, Then the trip has what is left, at the price of the fill', () => {
    // 2 bought at 100, of which 0.002 go to the venue: worth 0.2, and 0.3 more in money. 1.998 sold at 110 for 219.78.
    const bought = aFill({ quantity: d(2), price: d(100), baseFee: d('0.002'), fee: d('0.5') });
    const sold = aFill({ side: 'sell', quantity: d('1.998'), price: d(110), clientOrderId: 'b' });
    const [trip] = roundTrips([bought, sold]);
    expect([trip?.quantity, trip?.entryPrice, trip?.entryFee, trip?.pnl].map(String)).toEqual([
      '1.998',
      '100',
      '0.5',
      '19.48',
    ]);
    expect(roundTrips([bought]).map(({ quantity }) => quantity.toFixed())).toEqual(['1.998']);
  });

  it('Given a sale with a fee in the base currency, Then that part has left the position too, and its value is paid', () => {
    // 2 bought at 100; 0.99 sold at 110 for a fee of 0.01, worth 1.1: half is gone, for 110 less 1.1.
    const bought = aFill({ quantity: d(2), price: d(100) });
    const sold = aFill({ side: 'sell', quantity: d('0.99'), price: d(110), baseFee: d('0.01'), fee: d('1.1') });
    const figures = roundTrips([bought, sold]).map(({ quantity, exitFee, pnl }) => [quantity, exitFee, pnl]);
    expect(figures.map((row) => row.map((figure) => figure?.toFixed()))).toEqual([
      ['1', '1.1', '8.9'],
      ['1', undefined, undefined],
    ]);
  });

  it('Given funding while it is held, Then it is paid by the trip, and shared when a part is still open', () => {
    const funding = aFill({ quantity: d(0), fee: d('0.4'), clientOrderId: null });
    const half = aFill({ side: 'sell', quantity: d(1), price: d(110) });
    const bought = aFill({ quantity: d(2), price: d(100) });
    expect(roundTrips([bought, funding, half, half]).map(({ pnl }) => pnl?.toFixed())).toEqual(['19.6']);
    expect(roundTrips([bought, funding, half]).map((trip) => [trip.funding.toFixed(), trip.pnl?.toFixed()])).toEqual([
      ['0.2', '9.8'],
      ['0.2', undefined],
    ]);
  });

  it('Given funding of a symbol that is flat, Then it makes no trip', () => {
    expect(roundTrips([aFill({ quantity: d(0), fee: d(1) })])).toEqual([]);
  });
});
