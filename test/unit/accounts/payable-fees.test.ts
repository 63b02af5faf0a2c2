import { describe, expect, it } from 'vitest';
import { applyFill, authoriseOnRows, type Rows } from '#domain/accounts/account-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import { createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { aFill, anAccount, anExit, aPosition, d, T0 } from '../../support/builders.ts';

const HELD: Rows = { account: anAccount(), position: aPosition({ quantity: d(10), cost: d(1000) }) };

const sale = (quantity: number, baseFee: string, changes: Partial<Fill> = {}): Fill =>
  aFill({
    side: 'sell',
    quantity: d(quantity),
    price: d(100),
    baseFee: d(baseFee),
    fee: d(baseFee).times(100),
    ...changes,
  });

const booked = ({ baseFee, fee, otherFees }: Fill) => ({
  baseFee: baseFee.toFixed(),
  fee: fee.toFixed(),
  others: otherFees.map(({ currency, amount }) => `${amount.toFixed()} ${currency}`),
});

/** An exit of `quantity` that works. */
function withExit(rows: Rows, clientOrderId: string, quantity: number): { rows: Rows; order: Order } {
  const order = submitOrder(createOrder(anExit({ clientOrderId, quantity: d(quantity) }), T0), 'request', T0);
  return { rows: authoriseOnRows(rows, order, T0), order };
}

describe('the base fee of a sale', () => {
  it.each([
    ['is there', sale(4, '0.04'), ['5.96', '0.04', '4', []]],
    ['is just there', sale(9, '1'), ['0', '1', '100', []]],
    ['is there in part', sale(9, '1.25'), ['0', '1', '100', ['0.25 BTC']]],
    ['is not there', sale(10, '0.1'), ['0', '0', '0', ['0.1 BTC']]],
    ['is not there beside a fee in money', sale(10, '0.1', { fee: d('10.5') }), ['0', '0', '0.5', ['0.1 BTC']]],
    ['is a rebate', sale(10, '-0.1'), ['0.1', '-0.1', '-10', []]],
  ] as const)(
    'Given 10 held and a fee that %s, Then the position pays what it has and never less',
    (_, fill, expected) => {
      const { position, ...rest } = applyFill(HELD, null, { ...fill, symbol: 'BTC/USD' }, T0);
      const { baseFee, fee, others } = booked(rest.fill);
      expect([position.quantity.toFixed(), baseFee, fee, others]).toEqual(expected);
      expect(position.fees.toFixed()).toBe(fee);
      expect(rest.account.fees.toFixed()).toBe(fee);
    },
  );

  it('Given an exit of all that fills in two parts, Then the fees take nothing that the second part sells, and it ends flat', () => {
    const { rows, order } = withExit(HELD, 'e'.repeat(32), 10);
    const first = applyFill(rows, order, sale(5, '0.005'), T0);
    expect(first.position.quantity.toFixed()).toBe('5');
    const second = applyFill(first, first.order, sale(5, '0.005'), T0);
    expect([second.position.quantity, second.position.cost, second.account.cash].map(String)).toEqual([
      '0',
      '0',
      '11000',
    ]);
    expect([second.position.holding, second.order?.state, [...second.account.openSymbols]]).toEqual([
      null,
      'FILLED',
      [],
    ]);
  });

  it('Given another exit that works, Then its quantity is not touched', () => {
    const other = withExit(HELD, 'f'.repeat(32), 5);
    const { rows, order } = withExit(other.rows, 'e'.repeat(32), 4);
    const after = applyFill(rows, order, sale(4, '1.5'), T0);
    expect([after.position.quantity.toFixed(), booked(after.fill)]).toEqual([
      '5',
      { baseFee: '1', fee: '100', others: ['0.5 SYN'] },
    ]);
    expect(after.position.exitReserved.toFixed()).toBe('5');
  });

  it('Given an order that has ended, When a late fill comes, Then only what other exits hold is kept', () => {
    const ended = { ...withExit(HELD, 'e'.repeat(32), 4).order, state: 'CANCELLED' as const };
    const { position } = applyFill(HELD, ended, sale(4, '0.5'), T0);
    expect(position.quantity.toFixed()).toBe('5.5');
  });

  it('Given a sale of more than is held, Then it turns the position over by itself, and its fee does not', () => {
    const { position, fill } = applyFill(HELD, null, sale(11, '0.1'), T0);
    expect([position.quantity.toFixed(), booked(fill).others]).toEqual(['-1', ['0.1 SYN']]);
  });
});

describe('the base fee of a buy', () => {
  it('Given a fee above what was bought, Then it takes all of that and no more', () => {
    const { position, fill } = applyFill(HELD, null, aFill({ quantity: d(1), baseFee: d('1.5'), fee: d(150) }), T0);
    expect([position.quantity.toFixed(), booked(fill)]).toEqual([
      '10',
      { baseFee: '1', fee: '100', others: ['0.5 SYN'] },
    ]);
  });
});
