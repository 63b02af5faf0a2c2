import { describe, expect, it } from 'vitest';
import {
  applyFill,
  authoriseOnRows,
  minuteOf,
  moveReservation,
  openAccount,
  type Rows,
} from '#domain/accounts/account-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { createOrder, recordOrderEvent, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { aFill, anAccount, anExit, anIntent, aPosition, d, SYMBOL, T0 } from '../../support/builders.ts';

const EMPTY = (): Rows => ({ account: anAccount(), position: aPosition() });
const sent = (intent: OrderIntent): Order => submitOrder(createOrder(intent, T0), 'request', T0);

function promised({ account, position }: Rows) {
  return {
    amounts: [account.reserved, position.entryReserved, position.exitReserved].map(String).join(' '),
    orders: [[...position.entryOrders], [...position.exitOrders]],
    open: [...account.openSymbols],
  };
}

describe('openAccount', () => {
  it('Given cash, Then the account is worth it, trades normally and has no history', () => {
    const account = openAccount('main', 'USD', d(500));
    const worth = [account.openingCash, account.cash, account.equity, account.peak, account.dayStartEquity];
    expect(worth.map(String)).toEqual(['500', '500', '500', '500', '500']);
    expect(account).toMatchObject({ mode: 'NORMAL', haltEpoch: 0, fillSeq: 0, ordersInMinute: 0, markedAt: 0 });
    expect([account.openSymbols.size, account.day, account.sessionId, account.pausedUntil]).toEqual([
      0,
      null,
      null,
      null,
    ]);
  });
});

describe('reservations on the rows', () => {
  it('Given an entry, When it is authorised, filled in part and cancelled, Then what is promised follows it', () => {
    const order = sent(anIntent());
    const before = EMPTY();
    const authorised = authoriseOnRows(before, order, T0);
    const id = anIntent().clientOrderId;
    expect(promised(authorised)).toEqual({ amounts: '1000 10 0', orders: [[id], []], open: [SYMBOL] });
    const filled = applyFill(authorised, order, aFill({ quantity: d(4) }), T0);
    expect(promised(filled)).toEqual({ amounts: '600 6 0', orders: [[id], []], open: [SYMBOL] });
    const cancelled = filled.order === null ? null : recordOrderEvent(filled.order, 'cancel', T0, 'test');
    if (cancelled === null) throw new Error('expected an order');
    const rest = moveReservation(filled, filled.order, cancelled);
    expect(promised(rest)).toEqual({ amounts: '0 0 0', orders: [[], []], open: [SYMBOL] });
    expect(promised(before)).toEqual({ amounts: '0 0 0', orders: [[], []], open: [] });
  });

  it('Given an entry that is cancelled unfilled, Then its symbol is open no more', () => {
    const order = sent(anIntent());
    const authorised = authoriseOnRows(EMPTY(), order, T0);
    const rest = moveReservation(authorised, order, recordOrderEvent(order, 'cancel', T0, 'test'));
    expect(promised(rest)).toEqual({ amounts: '0 0 0', orders: [[], []], open: [] });
  });

  it('Given an exit beside others, Then quantity is promised of the position and no cash', () => {
    const position = aPosition({ quantity: d(30), cost: d(3000), exitReserved: d(5), exitOrders: new Set(['other']) });
    const account = anAccount({ reserved: d(7), openSymbols: new Set(['ETH/USD', SYMBOL]) });
    const order = sent(anExit());
    const authorised = authoriseOnRows({ account, position }, order, T0);
    const id = anExit().clientOrderId;
    expect(promised(authorised)).toEqual({ amounts: '7 0 15', orders: [[], ['other', id]], open: ['ETH/USD', SYMBOL] });
    const filled = applyFill(authorised, order, aFill({ side: 'sell', clientOrderId: id }), T0);
    expect(promised(filled)).toEqual({ amounts: '7 0 5', orders: [[], ['other']], open: ['ETH/USD', SYMBOL] });
    expect(filled.order?.state).toBe('FILLED');
  });
});

describe('orders of a minute', () => {
  it('Given orders at the end of a minute and after it, Then each minute is counted for itself', () => {
    const times = [T0, T0 + 59_999, T0 + 60_000];
    let rows = EMPTY();
    const counted = times.map((at) => {
      rows = authoriseOnRows(rows, sent(anIntent()), at);
      return [rows.account.minute - minuteOf(T0), rows.account.ordersInMinute, rows.position.lastOrderAt];
    });
    expect(counted).toEqual([
      [0, 1, T0],
      [0, 2, T0 + 59_999],
      [1, 1, T0 + 60_000],
    ]);
  });
});

describe('applyFill', () => {
  const cash = (rows: Rows, fill: Partial<Fill>) => applyFill(rows, null, aFill(fill), T0).account.cash.toFixed();

  it.each([
    ['a buy', { fee: d(1) }, '8999'],
    ['a sale', { side: 'sell', fee: d(1) }, '10999'],
    ['a buy with a fee in the base currency', { fee: d(10), baseFee: d('0.1') }, '9000'],
    ['a sale with a fee in the base currency', { side: 'sell', fee: d(10), baseFee: d('0.1') }, '11000'],
    ['a sale with fees in base and quote', { side: 'sell', fee: d('12.5'), baseFee: d('0.1') }, '10997.5'],
    ['a sale with a fee in BNB', { side: 'sell', otherFees: [{ currency: 'BNB', amount: d(2) }] }, '11000'],
    ['funding that is paid', { quantity: d(0), fee: d(2) }, '9998'],
    ['funding that is received', { quantity: d(0), fee: d(-2) }, '10002'],
  ] as const)('Given 10,000 of cash and %s, Then the cash is right to the last digit', (_, fill, expected) => {
    expect(cash(EMPTY(), fill)).toBe(expected);
  });

  it('Given an EXTERNAL fill, Then the rows move and there is no order', () => {
    const { account, order, position, trade } = applyFill(EMPTY(), null, aFill({ fee: d(2) }), T0);
    expect([order, trade, account.fillSeq, [...account.openSymbols]]).toEqual([null, null, 1, [SYMBOL]]);
    expect([position.quantity, account.fees, account.realizedPnl].map(String)).toEqual(['10', '2', '0']);
  });

  it('Given a fill of no quantity, Then it costs its fee and the order stays as it is', () => {
    const order = sent(anIntent());
    const after = applyFill(authoriseOnRows(EMPTY(), order, T0), order, aFill({ quantity: d(0), fee: d(2) }), T0);
    expect(after.order).toBe(order);
    expect([after.account.fees.toFixed(), after.account.reserved.toFixed()]).toEqual(['2', '1000']);
  });

  it('Given an order with attached exits, Then the holding has them', () => {
    const attached = { stopLoss: d(90), takeProfit: null };
    const order = sent(anIntent({ attached }));
    expect(applyFill(EMPTY(), order, aFill(), T0).position.holding?.attached).toEqual(attached);
  });
});

describe('the trade that a fill ends', () => {
  /** `buy 10 100 1`: side, quantity, price and fee; a second apart. The trades that ended, as `pnl of notional`. */
  function tradesOf(fills: readonly string[], rows: Rows = EMPTY()) {
    let now = rows;
    return fills.map((text, index) => {
      const [side, quantity = '0', price = '0', fee = '0'] = text.split(' ');
      const terms = { quantity: d(quantity), price: d(price), fee: d(fee), time: T0 + index * 1000, id: `f${index}` };
      const reason = 'stop_loss' as const;
      const result = applyFill(now, null, aFill({ ...terms, reason, side: side === 'buy' ? 'buy' : 'sell' }), T0);
      now = result;
      return result.trade;
    });
  }
  const texts = (trades: ReturnType<typeof tradesOf>) =>
    trades.map((trade) => trade && `${trade.pnl.toFixed()} of ${trade.entryNotional.toFixed()}`);

  it.each([
    ['a long in parts', ['buy 10 100 1', 'buy 5 120 0.5', 'sell 6 130 0.6', 'sell 9 130 0.9'], '347 of 1600'],
    ['a short', ['sell 10 100 1', 'buy 10 90 1'], '98 of 1000'],
    ['a loss', ['buy 10 100 1', 'sell 10 90 1'], '-102 of 1000'],
    ['a long that turns: the fee belongs to the short', ['buy 10 100 1', 'sell 15 120 3'], '199 of 1000'],
    ['a short that turns: the fee belongs to the long', ['sell 10 100 1', 'buy 15 90 3'], '99 of 1000'],
  ])('Given %s, Then the last fill ends one trade, net of every fee', (_, fills, expected) => {
    expect(texts(tradesOf(fills))).toEqual([...fills.slice(1).map(() => null), expected]);
  });

  it('Given a trade, Then it has the times of its first and last fill and the reason of the last', () => {
    const [, trade] = tradesOf(['buy 10 100', 'sell 10 90']);
    expect(trade).toMatchObject({ id: 'f1', symbol: SYMBOL, openedAt: T0, closedAt: T0 + 1000, reason: 'stop_loss' });
  });

  it('Given a position of which no holding is known, When it is closed, Then there is no trade to tell of', () => {
    const position = aPosition({ quantity: d(10), cost: d(1000) });
    expect(tradesOf(['sell 10 110'], { account: anAccount(), position })).toEqual([null]);
  });
});
