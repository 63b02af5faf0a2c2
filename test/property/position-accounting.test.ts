import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFill, authoriseOnRows, type Rows } from '#domain/accounts/account-accounting.ts';
import { applyFillToPosition, unrealizedPnl } from '#domain/accounts/position-accounting.ts';
import { createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { evaluateRisk } from '#domain/risk/evaluate-risk.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { aFill, anAccount, anExit, aPosition, aRiskInput, d, T0 } from '../support/builders.ts';

const fills = fc.array(
  fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 10_000 }).map((n) => d(n).div(1000)),
    price: fc.integer({ min: 1, max: 100_000_000 }).map((n) => d(n).div(100_000)),
    fee: fc.integer({ min: 0, max: 10_000 }).map((n) => d(n).div(10_000)),
  }),
  { maxLength: 40 },
);

describe('position accounting', () => {
  it('Given any fills, Then position = Σ fills and cash + cost − realised = opening cash − fees, to the last digit', () => {
    fc.assert(
      fc.property(fills, (many) => {
        let rows: Rows = { account: anAccount(), position: aPosition() };
        many.forEach((one, index) => {
          rows = applyFill(rows, null, aFill({ ...one, id: String(index) }), T0);
        });
        const { account, position } = rows;
        const sum = many.reduce(
          (total, one) => total.plus(one.side === 'buy' ? one.quantity : one.quantity.negated()),
          ZERO,
        );
        expect(position.quantity.eq(sum)).toBe(true);
        const explained = account.openingCash.minus(account.fees).plus(account.realizedPnl).minus(position.cost);
        expect(account.cash.eq(explained)).toBe(true);
        if (sum.isZero()) expect(position.cost.isZero()).toBe(true);
        else expect(position.cost.isNegative()).toBe(sum.isNegative());
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['long, sold higher', ['buy 10 100', 'sell 10 110'], '0', '100', '0'],
    ['long, half sold', ['buy 10 100', 'sell 5 110'], '5', '50', '100'],
    ['short, bought lower', ['sell 10 100', 'buy 10 90'], '0', '100', '0'],
    ['short at a loss, open', ['sell 10 100', 'buy 4 105'], '-6', '-20', '-120'],
    ['flip long to short', ['buy 10 100', 'sell 15 120'], '-5', '200', '0'],
    ['flip short to long', ['sell 10 100', 'buy 12 90'], '2', '100', '60'],
    ['averaged entry', ['buy 10 100', 'buy 10 200', 'sell 10 150'], '10', '0', '-300'],
  ])(
    'Given %s, Then quantity, realised and unrealised P&L (at 120) are right',
    (_, trades, quantity, realized, unrealized) => {
      let position = aPosition();
      for (const trade of trades) {
        const [side, size = '0', price = '0'] = trade.split(' ');
        position = applyFillToPosition(
          position,
          aFill({ side: side === 'buy' ? 'buy' : 'sell', quantity: d(size), price: d(price) }),
        );
      }
      expect(position.quantity.toFixed()).toBe(quantity);
      expect(position.realizedPnl.toFixed()).toBe(realized);
      expect(unrealizedPnl(position, d(120)).toFixed()).toBe(unrealized);
    },
  );

  it.each([
    ['closed', 'sell', 10],
    ['flipped', 'sell', 15],
    ['reduced', 'sell', 5],
    ['added to', 'buy', 5],
  ] as const)(
    'Given a marked position, When it is %s, Then the mark lives as long as the holding',
    (what, side, size) => {
      const held = aPosition({ quantity: d(10), cost: d(1000), mark: d(100), markTime: T0 });
      const { mark, markTime } = applyFillToPosition(held, aFill({ side, quantity: d(size), price: d(200) }));
      const isSameHolding = what === 'reduced' || what === 'added to';
      expect([mark?.toFixed() ?? null, markTime]).toEqual(isSameHolding ? ['100', T0] : [null, null]);
    },
  );

  it('Given any exits of any sizes judged one after the other, Then together they never exceed the position', () => {
    const exits = fc.array(
      fc.record({ quantity: fc.integer({ min: 1, max: 12 }), side: fc.constantFrom('buy' as const, 'sell' as const) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 10 }), exits, (held, wanted) => {
        let rows: Rows = { account: anAccount(), position: aPosition({ quantity: d(held), cost: d(held * 100) }) };
        let left = d(held);
        wanted.forEach(({ quantity, side }, index) => {
          const intent = anExit({ clientOrderId: String(index), quantity: d(quantity), side });
          if (evaluateRisk(aRiskInput({ intent, ...rows })).kind === 'denied') return;
          const order = submitOrder(createOrder(intent, T0), 'request', T0);
          rows = authoriseOnRows(rows, order, T0);
          left = side === 'sell' ? left.minus(quantity) : left.plus(quantity);
        });
        expect(left.isZero() || left.isNegative() === held < 0).toBe(true);
        expect(rows.position.exitReserved.lte(Math.abs(held))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
