import type { Order } from '#domain/orders/order.ts';
import { isWorking, type Reservation, reservationOf } from '#domain/orders/reservation.ts';
import { isStill } from './conditions.ts';
import { differences } from './deltas.ts';
import { accountKey, symbolKey } from './keys.ts';
import { encodeOrder } from './order-record.ts';
import { permits } from './permission.ts';
import type { Condition, Put, Update, Write } from './table.ts';

/** What a commit asks of the shared rows besides moving the reservation. */
export interface CommitTerms {
  /** Session and mode must still allow this kind of order: for a further attempt. */
  readonly mustBePermitted: boolean;
  /** Take the symbol out of the open ones, on proof that nothing but this order kept it there. */
  readonly closesSymbol: boolean;
}

/** The new version of an order (first), and the shared rows where its reservation or its lock changes. */
export function commitOrderWrites(before: Order, after: Order, terms: CommitTerms): readonly [Put, ...Write[]] {
  const symbol = symbolUpdate(before, after, terms);
  const account = accountWrite(before, after, terms);
  return [putVersion(before, after), ...(symbol === null ? [] : [symbol]), ...(account === null ? [] : [account])];
}

/** Of a symbol row: nothing is held, or only dust, with which a holding ends. */
const NO_HOLDING: Condition = ['absent', 'openedAt'];

/** Replaces version `before` of the order, and no other. */
export function putVersion(before: Order, after: Order): Put {
  return { kind: 'put', item: encodeOrder(after), when: [isStill('version', before.version)] };
}

/**
 * Whether the order may have been the only reason why its symbol counts as open: an entry that gives back all it held.
 */
export function mayCloseSymbol(before: Order, after: Order): boolean {
  return !reservationOf(before).entryQuantity.isZero() && reservationOf(after).entryQuantity.isZero();
}

/**
 * How the order's memberships of the symbol row change: among its locks while the outcome is unknown, among its entries or exits while it
 * works; `null`: not at all.
 */
export function membershipChange(before: Order, after: Order): Pick<Update, 'addTo' | 'removeFrom'> | null {
  const id = after.intent.clientOrderId;
  const orders = after.intent.kind === 'entry' ? 'entryOrders' : 'exitOrders';
  const changes = [
    ['locks', before.outcomeUnknown, after.outcomeUnknown],
    [orders, isWorking(before), isWorking(after)],
  ] as const;
  const into = (isMember: boolean) =>
    Object.fromEntries(changes.flatMap(([set, was, is]) => (was !== is && is === isMember ? [[set, id]] : [])));
  const [addTo, removeFrom] = [into(true), into(false)];
  const change = {
    ...(Object.keys(addTo).length === 0 ? {} : { addTo }),
    ...(Object.keys(removeFrom).length === 0 ? {} : { removeFrom }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

function symbolUpdate(before: Order, after: Order, { closesSymbol }: CommitTerms): Update | null {
  const membership = membershipChange(before, after);
  const held = symbolAmounts(reservationOf(before));
  const add = differences(['entryReserved', 'exitReserved'], held, symbolAmounts(reservationOf(after)));
  if (membership === null && Object.keys(add).length === 0) {
    return null;
  }
  const isOnlyReason: readonly Condition[] = [NO_HOLDING, isStill('entryReserved', held.entryReserved)];
  return {
    kind: 'update',
    key: symbolKey(after.intent.account, after.intent.symbol),
    add,
    ...membership,
    when: closesSymbol ? isOnlyReason : [],
  };
}

function symbolAmounts({ entryQuantity, exitQuantity }: Reservation) {
  return { entryReserved: entryQuantity, exitReserved: exitQuantity };
}

function accountWrite(before: Order, after: Order, { mustBePermitted, closesSymbol }: CommitTerms): Write | null {
  const { intent } = after;
  const key = accountKey(intent.account);
  const when = mustBePermitted ? permits(intent) : [];
  const held = reservationOf(before);
  const holds = reservationOf(after);
  const add = differences(['reserved'], { reserved: held.cash }, { reserved: holds.cash });
  if (Object.keys(add).length === 0) {
    return mustBePermitted ? { kind: 'check', key, when } : null;
  }
  const member = { openSymbols: intent.symbol };
  const isTakenAgain = holds.entryQuantity.gt(held.entryQuantity);
  return {
    kind: 'update',
    key,
    add,
    ...(isTakenAgain ? { addTo: member } : {}),
    ...(closesSymbol ? { removeFrom: member } : {}),
    when,
  };
}
