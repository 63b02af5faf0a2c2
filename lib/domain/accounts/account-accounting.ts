import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import { fillOrder } from '../orders/order-lifecycle.ts';
import { NO_RESERVATION, reservationOf } from '../orders/reservation.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { type Instant, MINUTE } from '../shared/instant.ts';
import type { Account } from './account.ts';
import type { Position } from './position.ts';
import { applyFillToPosition } from './position-accounting.ts';

/** An account without history that starts with `cash`. */
export function openAccount(account: string, currency: string, cash: Decimal): Account {
  return {
    account,
    currency,
    mode: 'NORMAL',
    haltEpoch: 0,
    sessionId: null,
    sessionStatus: null,
    openingCash: cash,
    cash,
    reserved: ZERO,
    realizedPnl: ZERO,
    fees: ZERO,
    fillSeq: 0,
    openSymbols: new Set(),
    minute: 0,
    ordersInMinute: 0,
    equity: cash,
    peak: cash,
    maxDrawdown: ZERO,
    day: null,
    dayStartEquity: cash,
    markedAt: 0,
    fillCursor: null,
  };
}

/** The two rows that an order touches: its symbol's and its account's. */
export interface Rows {
  readonly account: Account;
  readonly position: Position;
}

/** Moves the reservation of an order from what it held `before` (nothing, if new) to what it holds `after`. */
export function moveReservation(rows: Rows, before: Order | null, after: Order): Rows {
  const held = before === null ? NO_RESERVATION : reservationOf(before);
  const holds = reservationOf(after);
  const position: Position = {
    ...rows.position,
    entryReserved: rows.position.entryReserved.plus(holds.entryQuantity).minus(held.entryQuantity),
    exitReserved: rows.position.exitReserved.plus(holds.exitQuantity).minus(held.exitQuantity),
  };
  const account: Account = {
    ...rows.account,
    reserved: rows.account.reserved.plus(holds.cash).minus(held.cash),
    openSymbols: withOpenSymbol(rows.account.openSymbols, position),
  };
  return { account, position };
}

/** The rows after an order was authorised at `at`: reserved, counted in its minute. */
export function authoriseOnRows(rows: Rows, order: Order, at: Instant): Rows {
  const { account, position } = moveReservation(rows, null, order);
  const minute = minuteOf(at);
  const ordersInMinute = minute === account.minute ? account.ordersInMinute + 1 : 1;
  return { account: { ...account, minute, ordersInMinute }, position: { ...position, lastOrderAt: at } };
}

/** Minutes since the epoch: the window of `max_orders_per_minute`. */
export function minuteOf(at: Instant): number {
  return Math.floor(at / MINUTE);
}

/** One fill and all that it moves: the order (`null` for an EXTERNAL fill), the symbol's row, the account's row. */
export function applyFill(rows: Rows, order: Order | null, fill: Fill, at: Instant): Rows & { order: Order | null } {
  const position = applyFillToPosition(rows.position, fill);
  const signedNotional = fill.side === 'buy' ? fill.notional : fill.notional.negated();
  const account: Account = {
    ...rows.account,
    cash: rows.account.cash.minus(signedNotional).minus(fill.fee),
    realizedPnl: rows.account.realizedPnl.plus(position.realizedPnl).minus(rows.position.realizedPnl),
    fees: rows.account.fees.plus(fill.fee),
    fillSeq: rows.account.fillSeq + 1,
    openSymbols: withOpenSymbol(rows.account.openSymbols, position),
  };
  if (order === null) return { account, position, order };
  const filled = fillOrder(order, fill, at);
  return { ...moveReservation({ account, position }, order, filled), order: filled };
}

function withOpenSymbol(symbols: ReadonlySet<string>, position: Position): ReadonlySet<string> {
  const isOpen = !position.quantity.isZero() || !position.entryReserved.isZero();
  if (isOpen === symbols.has(position.symbol)) return symbols;
  const next = new Set(symbols);
  if (isOpen) next.add(position.symbol);
  else next.delete(position.symbol);
  return next;
}
