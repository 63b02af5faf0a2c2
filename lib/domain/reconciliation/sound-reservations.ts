import type { Account } from '../accounts/account.ts';
import { openSymbolsWith } from '../accounts/account-accounting.ts';
import type { Position } from '../accounts/position.ts';
import { emptyPosition } from '../accounts/position-accounting.ts';
import type { Order } from '../orders/order.ts';
import { isWorking, reservationOf } from '../orders/reservation.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';

/** The account's row and those of its symbols, as they are and as they have to be. */
export interface ReservationRepair {
  readonly account: { readonly before: Account; readonly after: Account };
  /** Those that are wrong. */
  readonly positions: readonly { readonly before: Position; readonly after: Position }[];
}

export interface ReservedRows {
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
}

/**
 * What the rows promise has to be the sum of what the working orders hold (G6): cash on the account, quantity and the orders themselves on each symbol. No write of this system moves one
 * without the other; a restored table, or a hand in it, may.
 *
 * @param open every order that works
 * @param lotOf what is left of a symbol below it is dust
 * @returns `null`: they are
 */
export function soundReservations(
  { account, positions }: ReservedRows,
  open: readonly Order[],
  lotOf: (symbol: string) => Decimal,
): ReservationRepair | null {
  const symbols = new Set([...positions.keys(), ...open.map(({ intent }) => intent.symbol)]);
  const wrong = [...symbols].flatMap((symbol) => {
    const before = positions.get(symbol) ?? emptyPosition(symbol);
    const after = soundPosition(before, open);
    return isSamePromise(before, after) ? [] : [{ before, after }];
  });
  const reserved = sum(open.map((order) => reservationOf(order).cash));
  if (wrong.length === 0 && reserved.eq(account.reserved)) return null;
  const openSymbols = wrong.reduce(
    (known, { after }) => openSymbolsWith(known, after, lotOf(after.symbol)),
    account.openSymbols,
  );
  return { account: { before: account, after: { ...account, reserved, openSymbols } }, positions: wrong };
}

function soundPosition(position: Position, open: readonly Order[]): Position {
  const own = open.filter((order) => order.intent.symbol === position.symbol && isWorking(order));
  const idsOf = (kind: string) =>
    new Set(own.filter(({ intent }) => intent.kind === kind).map(({ intent }) => intent.clientOrderId));
  return {
    ...position,
    entryReserved: sum(own.map((order) => reservationOf(order).entryQuantity)),
    exitReserved: sum(own.map((order) => reservationOf(order).exitQuantity)),
    entryOrders: idsOf('entry'),
    exitOrders: idsOf('exit'),
  };
}

function isSamePromise(one: Position, other: Position): boolean {
  return (
    one.entryReserved.eq(other.entryReserved) &&
    one.exitReserved.eq(other.exitReserved) &&
    isSameSet(one.entryOrders, other.entryOrders) &&
    isSameSet(one.exitOrders, other.exitOrders)
  );
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((member) => other.has(member));
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), ZERO);
}
