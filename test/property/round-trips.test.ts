import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFillToPosition } from '#domain/accounts/position-accounting.ts';
import { roundTrips } from '#domain/reporting/round-trips.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { aFill, aPosition, d, T0 } from '../support/builders.ts';

const fills = fc.array(
  fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 5 }).map(d),
    price: fc.integer({ min: 1, max: 100_000 }).map((cents) => d(cents).div(100)),
    fee: fc.integer({ min: 0, max: 500 }).map((cents) => d(cents).div(100)),
  }),
  { maxLength: 30 },
);

describe('round trips', () => {
  it('Given any fills, Then open trips are the position, and fees and realised P&L are all accounted for', () => {
    fc.assert(
      fc.property(fills, (rows) => {
        const all = rows.map((row, index) => aFill({ ...row, id: `fill-${index}`, time: T0 + index }));
        const position = all.reduce(applyFillToPosition, aPosition());
        const trips = roundTrips(all);
        const open = trips.filter((trip) => trip.pnl === null);
        const held = open.reduce(
          (sum, trip) => sum.plus(trip.side === 'long' ? trip.quantity : trip.quantity.negated()),
          ZERO,
        );
        expect(held.eq(position.quantity)).toBe(true);
        expect(trips.slice(trips.length - open.length)).toEqual(open);
        const fees = trips.reduce((sum, trip) => sum.plus(trip.entryFee).plus(trip.exitFee ?? 0), ZERO);
        expect(fees.eq(position.fees)).toBe(true);
        const closed = trips.filter((trip) => trip.pnl !== null);
        const gross = closed.reduce(
          (sum, trip) =>
            sum
              .plus(trip.pnl ?? 0)
              .plus(trip.entryFee)
              .plus(trip.exitFee ?? 0),
          ZERO,
        );
        const isDone = open.length === 0;
        if (isDone) expect(gross.eq(position.realizedPnl)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
