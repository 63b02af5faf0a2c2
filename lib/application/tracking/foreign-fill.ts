import type { VenueFill } from '#application/ports/broker.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { quotePaid } from '#domain/orders/fill-amounts.ts';
import type { Order } from '#domain/orders/order.ts';
import { declareCash } from '#domain/reconciliation/declare.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** Writes that lost a race are repeated on what the winner left; more losses than this in a row are a fault. */
const MAX_RACES = 8;

/** Whether a symbol is its owner's alone: not configured, or to be ignored, and no order was ever made in it, nor does the session that holds the account name it. */
export function isForeign(
  { positions, session }: AccountView,
  symbol: string,
  { existing, symbols }: Pick<TradingPlan, 'existing' | 'symbols'>,
): boolean {
  const isLeftAlone = existing === 'ignore' || !symbols.includes(symbol);
  return isLeftAlone && !positions.has(symbol) && session?.symbols.includes(symbol) !== true;
}

/** Of the cash that a trade of the account's owner has moved, in a symbol that is not ours. */
export function foreignId({ id, symbol }: Pick<Fill, 'id' | 'symbol'>): string {
  return `trade#${symbol}#${id}`;
}

/** Whether a trade has moved cash as its owner's. It stays his, whatever becomes of the symbol, and however late a broker lists it again. */
export async function isBookedForeign(ledger: Ledger, fill: Pick<Fill, 'id' | 'symbol'>): Promise<boolean> {
  return (await ledger.listCashAdjustments()).some(({ id }) => id === foreignId(fill));
}

/** The order of ours that a fill executes; `null`: none; `booked`: none, and its cash is in. */
export async function readOwner(ledger: Ledger, fill: VenueFill): Promise<Order | 'booked' | null> {
  const order = fill.clientOrderId === null ? null : await ledger.readOrder(fill.clientOrderId);
  return order === null && (await isBookedForeign(ledger, fill)) ? 'booked' : order;
}

/** A trade in a foreign symbol is told, and moves the account's cash as a transfer does; nothing of it is ours to protect or to leave. Made once, however often it is told. */
export async function bookForeign(ledger: Ledger, fill: Fill): Promise<null> {
  const what = `${fill.side} of ${toPlain(fill.quantity)} ${fill.symbol} at ${toPlain(fill.price)}, not ours`;
  const { account, sessionId, time: at } = fill;
  const event = { id: `ForeignTrade#${fill.symbol}#${fill.id}`, account, sessionId, at } as const;
  await ledger.recordRiskEvent({ ...event, kind: 'ForeignTrade', severity: 'warning', detail: { what } });
  for (let race = 0; race < MAX_RACES; race += 1) {
    const before = (await ledger.readAccount())?.account;
    if (before === undefined) throw new Error(`account ${account} has no ledger row`);
    const amount = quotePaid(fill).negated();
    const movement = { kind: 'transfer', what } as const;
    const adjustment = { id: foreignId(fill), account, currency: before.currency, amount, at, movement };
    if ((await ledger.declareCash(adjustment, { before, after: declareCash(before, amount) })) !== 'changed')
      return null;
  }
  throw new Error(`trade ${fill.id} of ${fill.symbol}: the account kept changing: ${MAX_RACES} writes in a row lost`);
}
