import { expect } from 'vitest';
import type { Ledger } from '#application/ports/ledger.ts';
import { quotePaid, signedQuantity } from '#domain/orders/fill-amounts.ts';
import { ZERO } from '#domain/shared/decimal.ts';

/** G4: every position is the sum of its entries, and cash the opening balance less what they paid and with what was declared, to the last digit. */
export async function checkMoney(ledger: Ledger): Promise<void> {
  const view = await ledger.readAccount();
  if (view === null) throw new Error('there is no account');
  const fills = await ledger.listFills(null);
  const declared = (await ledger.listCashAdjustments()).reduce((sum, { amount }) => sum.plus(amount), ZERO);
  const paid = fills.reduce((sum, fill) => sum.plus(quotePaid(fill)), ZERO);
  expect(view.account.cash.toFixed()).toBe(view.account.openingCash.minus(paid).plus(declared).toFixed());
  for (const { quantity, symbol } of view.positions.values()) {
    const own = fills.filter((fill) => fill.symbol === symbol);
    const sum = own.reduce((total, fill) => total.plus(signedQuantity(fill)), ZERO);
    expect([symbol, quantity.toFixed()]).toEqual([symbol, sum.toFixed()]);
  }
}
