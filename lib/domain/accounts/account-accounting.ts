import type { Fill } from '../orders/fill.ts';
import { quotePaid } from '../orders/fill-amounts.ts';
import type { Order } from '../orders/order.ts';
import { fillOrder } from '../orders/order-lifecycle.ts';
import { isWorking, NO_RESERVATION, reservationOf } from '../orders/reservation.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { type Instant, MINUTE } from '../shared/instant.ts';
import { exitsInNewShares, inNewShares } from '../splits/late-fill.ts';
import type { ShareRates } from '../splits/split.ts';
import type { Account } from './account.ts';
import type { ClosedTrade } from './closed-trade.ts';
import { withPayableFees } from './payable-fees.ts';
import type { Position } from './position.ts';
import { applyFillToPosition, isFlat } from './position-accounting.ts';

/** An account without history that starts with `cash`. */
export function openAccount(account: string, currency: string, cash: Decimal): Account {
  return {
    account,
    currency,
    mode: 'NORMAL',
    haltEpoch: 0,
    sessionId: null,
    sessionStatus: null,
    dryRun: false,
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
    modeCause: null,
    pausedUntil: null,
    pausedBy: null,
    fillCursor: null,
  };
}

/** The two rows that an order touches: its symbol's and its account's. */
export interface Rows {
  readonly account: Account;
  readonly position: Position;
}

/** Moves the reservation of an order from what it held `before` (nothing, if new) to what it holds `after`. */
export function moveReservation(rows: Rows, before: Order | null, after: Order, lot: Decimal = ZERO): Rows {
  const held = before === null ? NO_RESERVATION : reservationOf(before);
  const holds = reservationOf(after);
  const position: Position = {
    ...rows.position,
    entryReserved: shifted(rows.position.entryReserved, held.entryQuantity, holds.entryQuantity),
    exitReserved: shifted(rows.position.exitReserved, held.exitQuantity, holds.exitQuantity),
    ...workingOrders(rows.position, after),
  };
  const account: Account = {
    ...rows.account,
    reserved: shifted(rows.account.reserved, held.cash, holds.cash),
    openSymbols: openSymbolsWith(rows.account.openSymbols, position, lot),
  };
  return { account, position };
}

/** A sum of which one part has moved. */
function shifted(sum: Decimal, before: Decimal, after: Decimal): Decimal {
  return before.eq(after) ? sum : sum.plus(after).minus(before);
}

/** The working orders of the symbol with, or without, this one. */
function workingOrders(position: Position, order: Order): Pick<Position, 'entryOrders' | 'exitOrders'> {
  const { clientOrderId, kind } = order.intent;
  const { entryOrders, exitOrders } = position;
  const change = (ids: ReadonlySet<string>): ReadonlySet<string> => withMember(ids, clientOrderId, isWorking(order));
  return kind === 'entry'
    ? { entryOrders: change(entryOrders), exitOrders }
    : { entryOrders, exitOrders: change(exitOrders) };
}

function withMember(members: ReadonlySet<string>, member: string, isMember: boolean): ReadonlySet<string> {
  if (members.has(member) === isMember) return members;
  const next = new Set(members);
  if (isMember) next.add(member);
  else next.delete(member);
  return next;
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

/** What a fill leaves behind. */
export interface FillResult extends Rows {
  /** As it was booked: to be recorded instead of the one that was given. */
  readonly fill: Fill;
  readonly order: Order | null;
  /** The trade that ended with it. */
  readonly trade: ClosedTrade | null;
}

/**
 * One fill and all that it moves: the order (`null` for an EXTERNAL fill), the symbol's row, the account's row. Of its base fee only what the position can pay
 * is booked (`withPayableFees`).
 *
 * @param lot what is left below it is dust: the symbol counts as open no more
 * @param split the position is of new shares, fill and order are of old ones
 */
export function applyFill(
  rows: Rows,
  order: Order | null,
  told: Fill,
  at: Instant,
  lot: Decimal = ZERO,
  split: ShareRates | null = null,
): FillResult {
  const fill = withPayableFees(told, rows.position, order);
  const moved = split === null ? fill : inNewShares(fill, split);
  const attached = order?.intent.attached;
  const asked = split === null || attached === undefined ? attached : exitsInNewShares(attached, split);
  const position = applyFillToPosition(rows.position, moved, asked, lot);
  const account: Account = {
    ...rows.account,
    cash: rows.account.cash.minus(quotePaid(fill)),
    realizedPnl: rows.account.realizedPnl.plus(position.realizedPnl).minus(rows.position.realizedPnl),
    fees: rows.account.fees.plus(fill.fee),
    fillSeq: rows.account.fillSeq + 1,
    openSymbols: openSymbolsWith(rows.account.openSymbols, position, lot),
  };
  const trade = closedTrade(rows.position, position, fill, lot);
  if (order === null || fill.quantity.isZero()) return { fill, account, position, order, trade };
  const filled = fillOrder(order, fill, at);
  return { fill, ...moveReservation({ account, position }, order, filled, lot), order: filled, trade };
}

/** The trade that a fill ended: the position became flat, or turned over. */
function closedTrade(before: Position, after: Position, fill: Fill, lot: Decimal): ClosedTrade | null {
  const { holding } = before;
  if (holding === null) return null;
  const isTurned = !isFlat(after.quantity, lot) && after.quantity.isNegative() !== before.quantity.isNegative();
  if (!isFlat(after.quantity, lot) && !isTurned) return null;
  const net = after.realizedPnl.minus(before.realizedPnl).minus(isTurned ? ZERO : fill.fee);
  return {
    id: fill.id,
    symbol: fill.symbol,
    openedAt: holding.openedAt,
    closedAt: fill.time,
    pnl: holding.netPnl.plus(net),
    entryNotional: holding.entryNotional,
    reason: fill.reason,
  };
}

/** The open symbols with, or without, this one: it is held, or about to be. */
export function openSymbolsWith(symbols: ReadonlySet<string>, position: Position, lot: Decimal): ReadonlySet<string> {
  const { entryReserved, quantity, symbol } = position;
  return withMember(symbols, symbol, !isFlat(quantity, lot) || !entryReserved.isZero());
}
