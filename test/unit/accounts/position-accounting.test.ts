import { describe, expect, it } from 'vitest';
import type { Position } from '#domain/accounts/position.ts';
import { applyFillToPosition, positionValue, unrealizedPnl } from '#domain/accounts/position-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { netNotional } from '#domain/orders/fill-amounts.ts';
import { aFill, aPosition, d, T0 } from '../../support/builders.ts';

/** `buy 10 100 1`: side, quantity, price and fee; each fill a second after the one before. */
function positionAfter(...trades: readonly string[]): Position {
  return trades.reduce((position, trade, index) => {
    const [side, quantity = '0', price = '0', fee = '0'] = trade.split(' ');
    const terms = { quantity: d(quantity), price: d(price), fee: d(fee), time: T0 + index * 1000 };
    return applyFillToPosition(position, aFill({ ...terms, side: side === 'buy' ? 'buy' : 'sell' }));
  }, aPosition());
}

describe('the holding of a position', () => {
  it.each([
    ['an entry', ['buy 10 100 1'], [0, '1000', '-1']],
    ['an entry that is added to', ['buy 10 100 1', 'buy 5 120 0.5'], [0, '1600', '-1.5']],
    ['a part sold higher', ['buy 10 100 1', 'buy 5 120 0.5', 'sell 6 130 0.6'], [0, '1600', '137.9']],
    ['a short of which a part was bought back', ['sell 10 100 1', 'buy 4 90 0.4'], [0, '1000', '38.6']],
    ['a long that was sold and bought anew', ['buy 10 100 1', 'sell 10 130 1', 'buy 1 90 0.1'], [2000, '90', '-0.1']],
    ['a long that turned into a short', ['buy 10 100 1', 'sell 15 120 3'], [1000, '600', '-3']],
    ['a short that turned into a long', ['sell 10 100 1', 'buy 15 90 3'], [1000, '450', '-3']],
  ])('Given %s, Then it is known since when, for how much and with what result', (_, trades, expected) => {
    const { holding } = positionAfter(...trades);
    const figures = [holding?.entryNotional.toFixed(), holding?.netPnl.toFixed()];
    expect([(holding?.openedAt ?? 0) - T0, ...figures]).toEqual(expected);
    expect([holding?.barsHeld, holding?.highest, holding?.lowest]).toEqual([0, null, null]);
  });

  it('Given a position that is closed, Then it has no holding, no cost, and every fill and fee is counted', () => {
    const { cost, fees, fillSeq, holding, realizedPnl } = positionAfter('buy 3 100 1', 'sell 1 110 1', 'sell 2 110 1');
    expect([holding, fillSeq]).toEqual([null, 3]);
    expect([cost, realizedPnl, fees].map(String)).toEqual(['0', '30', '3']);
  });

  it('Given what the order attached, Then a new holding keeps it and an addition does not change it', () => {
    const attached = { stopLoss: d(90), takeProfit: d(120) };
    const opened = applyFillToPosition(aPosition(), aFill(), attached);
    expect(opened.holding?.attached).toEqual(attached);
    expect(applyFillToPosition(opened, aFill()).holding?.attached).toEqual(attached);
    expect(positionAfter('buy 1 100').holding?.attached).toEqual({ stopLoss: null, takeProfit: null });
  });
});

describe('a share of the cost', () => {
  it('Given a cost that does not divide, When the position is sold in parts, Then nothing is left over by rounding', () => {
    const cost = '0.000000000000000001';
    const bought = applyFillToPosition(aPosition(), aFill({ quantity: d(3), price: d(0), notional: d(cost) }));
    const part = applyFillToPosition(bought, aFill({ side: 'sell', quantity: d(1), price: d(0) }));
    expect([part.cost.toFixed(), part.realizedPnl.toFixed()]).toEqual([cost, '0']);
    const rest = applyFillToPosition(part, aFill({ side: 'sell', quantity: d(2), price: d(0) }));
    expect([rest.cost.toFixed(), rest.realizedPnl.toFixed()]).toEqual(['0', `-${cost}`]);
  });
});

describe('a fee in the base currency', () => {
  const fill: Fill = aFill({ baseFee: d('0.1'), fee: d(10) });

  it('Given a buy of 10 at 100, Then 9.9 are held at their value and the fee is apart', () => {
    const { cost, fees, holding, quantity } = applyFillToPosition(aPosition(), fill);
    expect([quantity, cost, fees].map(String)).toEqual(['9.9', '990', '10']);
    expect([holding?.entryNotional, holding?.netPnl].map(String)).toEqual(['990', '-10']);
  });

  it('Given a sale of 5 of them at 110 for a fee of 0.05, Then 5.05 are gone at their value and the fee is apart', () => {
    const sale = aFill({ side: 'sell', quantity: d(5), price: d(110), baseFee: d('0.05'), fee: d('5.5') });
    const { cost, fees, holding, quantity, realizedPnl } = applyFillToPosition(
      aPosition({ quantity: d(10), cost: d(1000) }),
      sale,
    );
    expect([quantity, cost, realizedPnl, fees].map(String)).toEqual(['4.95', '495', '50.5', '5.5']);
    expect(holding).not.toBeNull();
  });

  it('Given a price with many digits, Then the value is rounded to the money scale', () => {
    const long = aFill({ baseFee: d('0.1'), price: d('0.00000000000000005'), notional: d(1) });
    expect(netNotional(long).toFixed()).toBe('0.999999999999999995');
    expect(netNotional({ ...long, price: d('0.000000000000000051') }).toFixed()).toBe('0.999999999999999995');
    expect(netNotional(aFill()).toFixed()).toBe('1000');
  });
});

describe('the value of a position', () => {
  it.each([
    [10, 1000, '1100', '100'],
    [-10, -1000, '-1100', '-100'],
  ])(
    'Given %i at a cost of %i, When the price is 110, Then value and P&L have its sign',
    (quantity, cost, value, pnl) => {
      const position = aPosition({ quantity: d(quantity), cost: d(cost) });
      expect(positionValue(position, d(110)).toFixed()).toBe(value);
      expect(unrealizedPnl(position, d(110)).toFixed()).toBe(pnl);
    },
  );
});
