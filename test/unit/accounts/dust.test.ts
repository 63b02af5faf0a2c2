import { describe, expect, it } from 'vitest';
import { applyFill, authoriseOnRows, moveReservation, type Rows } from '#domain/accounts/account-accounting.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { createOrder, recordOrderEvent, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { aFill, anAccount, anIntent, aPosition, d, SYMBOL, T0 } from '../../support/builders.ts';

const LOT = d('0.01');
const sent = (intent: OrderIntent) => submitOrder(createOrder(intent, T0), 'request', T0);

/** `buy 10 100`: side, quantity and price; a second apart. What the last of them leaves. */
function rowsAfter(...fills: readonly string[]) {
  const rows: Rows = { account: anAccount(), position: aPosition() };
  return fills.reduce(
    (before, text, index) => {
      const [side, quantity = '0', price = '0'] = text.split(' ');
      const terms = { quantity: d(quantity), price: d(price), time: T0 + index * 1000, id: `f${index}` };
      return applyFill(before, null, aFill({ ...terms, side: side === 'buy' ? 'buy' : 'sell' }), T0, LOT);
    },
    { ...rows, order: null, trade: null } as ReturnType<typeof applyFill>,
  );
}

describe('what is left of a position below a lot', () => {
  it.each<[given: string, fills: readonly string[], isOpen: boolean, trade: string | null]>([
    ['a lot that is left', ['buy 10 100', 'sell 9.99 110'], true, null],
    ['less than a lot', ['buy 10 100', 'sell 9.991 110'], false, '99.91'],
    ['less than a lot of a short', ['sell 10 100', 'buy 9.991 90'], false, '99.91'],
    ['less than a lot beyond zero', ['buy 10 100', 'sell 10.009 110'], false, '100'],
    ['a lot beyond zero', ['buy 10 100', 'sell 10.01 110'], true, '100'],
    ['a purchase of less than a lot', ['buy 0.009 100'], false, null],
    ['dust that is added to', ['buy 10 100', 'sell 9.991 110', 'buy 1 100'], true, null],
    ['dust that is added to, and stays dust', ['buy 0.004 100', 'buy 0.005 100'], false, null],
  ])('Given %s, Then holding, slot and trade say the same', (_, fills, isOpen, trade) => {
    const last = rowsAfter(...fills);
    expect([last.position.holding !== null, last.account.openSymbols.has(SYMBOL)]).toEqual([isOpen, isOpen]);
    expect(last.trade?.pnl.toFixed() ?? null).toBe(trade);
    expect(last.position.quantity.isZero()).toBe(false);
  });

  it('Given dust that is added to, Then a new holding begins, unmarked', () => {
    const dust = rowsAfter('buy 10 100', 'sell 9.991 110');
    const marked = { ...dust, position: { ...dust.position, mark: d(110), markTime: T0 } };
    const { position } = applyFill(marked, null, aFill({ quantity: d(1), time: T0 + 9000 }), T0, LOT);
    expect([position.holding?.openedAt, position.holding?.barsHeld, position.mark]).toEqual([T0 + 9000, 0, null]);
    expect([position.quantity.toFixed(), position.holding?.entryNotional.toFixed()]).toEqual(['1.009', '100']);
  });

  it('Given an entry on dust that ends unfilled, Then its symbol is open no more', () => {
    const order = sent(anIntent());
    const authorised = authoriseOnRows(rowsAfter('buy 10 100', 'sell 9.991 110'), order, T0);
    expect([...authorised.account.openSymbols]).toEqual([SYMBOL]);
    const ended = recordOrderEvent(order, 'cancel', T0, 'test');
    expect([...moveReservation(authorised, order, ended, LOT).account.openSymbols]).toEqual([]);
  });
});
