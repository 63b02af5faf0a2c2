import type { AccountView, ApplyFillOutcome, Ledger } from '#application/ports/ledger.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { quotePaid } from '#domain/orders/fill-amounts.ts';
import { declareCash } from '#domain/reconciliation/declare.ts';
import { toPlain } from '#domain/shared/decimal.ts';

/** Whether nobody here has to do with a symbol: no order was ever made in it, and the session that holds the account does not name it. */
export function isForeign({ positions, session }: AccountView, symbol: string): boolean {
  return !positions.has(symbol) && session?.symbols.includes(symbol) !== true;
}

/** Of the cash that a trade of the account's owner has moved, in a symbol that is not ours. */
export function foreignId({ id, symbol }: Pick<Fill, 'id' | 'symbol'>): string {
  return `trade#${symbol}#${id}`;
}

/** A trade in a foreign symbol moves the account's cash, as a transfer does, and nothing that is ours to protect or to leave. */
export function bookForeign(ledger: Ledger, { account: before }: AccountView, fill: Fill): Promise<ApplyFillOutcome> {
  const { account, currency } = before;
  const amount = quotePaid(fill).negated();
  const what = `${fill.side} of ${toPlain(fill.quantity)} ${fill.symbol} at ${toPlain(fill.price)}, not ours`;
  const movement = { kind: 'transfer', what } as const;
  const adjustment = { id: foreignId(fill), account, currency, amount, at: fill.time, movement };
  return ledger.declareCash(adjustment, { before, after: declareCash(before, amount) });
}
