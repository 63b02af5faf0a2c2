import type { AuthorisationBounds } from '#application/ports/ledger.ts';
import type { Account } from '#domain/accounts/account.ts';
import { minuteOf } from '#domain/accounts/account-accounting.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Order } from '#domain/orders/order.ts';
import type { Side } from '#domain/orders/order-intent.ts';
import { reservationOf } from '#domain/orders/reservation.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { IS_NEW, isAtMost, isStill } from './conditions.ts';
import { accountKey, symbolKey } from './keys.ts';
import { encodeOrder } from './order-record.ts';
import { permits } from './permission.ts';
import { attributes, SCHEMA_VERSION } from './record.ts';
import type { Condition, Item, Update, Write } from './table.ts';

const ONE = new Decimal(1);

/**
 * The three writes that authorise an order: the order itself (first), the symbol row, the account row. An entry
 * also requires that no fill reached the account since the view: a fill turns reserved cash
 * into exposure, which the bound on `reserved` alone would not see.
 */
export function authoriseWrites(
  order: Order,
  view: { readonly account: Account; readonly position: Position },
  bounds: AuthorisationBounds,
): readonly Write[] {
  return [
    { kind: 'put', item: encodeOrder(order), when: IS_NEW },
    symbolUpdate(order, view.position, bounds),
    accountUpdate(order, view.account, bounds),
  ];
}

function symbolUpdate(order: Order, position: Position, bounds: AuthorisationBounds): Update {
  const { account, clientOrderId, symbol, kind, side } = order.intent;
  const { entryQuantity, exitQuantity } = reservationOf(order);
  const isEntry = kind === 'entry';
  return {
    kind: 'update',
    key: symbolKey(account, symbol),
    set: attributes({ schemaVersion: SCHEMA_VERSION, lastOrderAt: order.updatedAt }),
    add: isEntry ? { entryReserved: entryQuantity } : { exitReserved: exitQuantity },
    addTo: isEntry ? { entryOrders: clientOrderId } : { exitOrders: clientOrderId },
    when: [
      isStill('fillSeq', position.fillSeq),
      ...(isEntry ? entryConditions(bounds) : [isAtMost('exitReserved', closable(position, side).minus(exitQuantity))]),
    ],
  };
}

function entryConditions(bounds: AuthorisationBounds): readonly Condition[] {
  const limit = bounds.maxEntryReservedBefore;
  return [['absent', 'locks'], ...(limit === null ? [] : [isAtMost('entryReserved', limit)])];
}

/** How much an order of this side can take off the position; negative where it would add to it. */
function closable(position: Position, side: Side): Decimal {
  return side === 'sell' ? position.quantity : ZERO.minus(position.quantity);
}

function accountUpdate(order: Order, account: Account, bounds: AuthorisationBounds): Update {
  const { intent } = order;
  const isEntry = intent.kind === 'entry';
  const count = countInMinute(order, account, isEntry ? bounds.maxOrdersPerMinute : null);
  const common = { kind: 'update', key: accountKey(intent.account), set: count.set } as const;
  const when = [...permits(intent, account.haltEpoch), ...count.when];
  if (!isEntry) {
    return { ...common, add: count.add, when };
  }
  return {
    ...common,
    add: { ...count.add, reserved: reservationOf(order).cash },
    addTo: { openSymbols: intent.symbol },
    when: [...when, isStill('fillSeq', account.fillSeq), ...budgetConditions(intent.symbol, bounds)],
  };
}

interface MinuteCount {
  readonly set: Item;
  readonly add: Readonly<Record<string, Decimal>>;
  readonly when: readonly Condition[];
}

/**
 * Counts the order in its minute: the first one of a minute starts the count, a later one adds to it if that makes no
 * more than `limit`. A clock that is behind the row counts in the row's minute.
 */
function countInMinute(order: Order, account: Account, limit: number | null): MinuteCount {
  const minute = minuteOf(order.updatedAt);
  const isFirst = minute > account.minute;
  const counted: Condition = isFirst ? ['<', 'minute', new Decimal(minute)] : isStill('minute', account.minute);
  const isBinding = limit !== null && (!isFirst || limit < 1);
  return {
    set: isFirst ? { minute: new Decimal(minute), ordersInMinute: ONE } : {},
    add: isFirst ? {} : { ordersInMinute: ONE },
    when: [counted, ...(isBinding ? [['<', 'ordersInMinute', new Decimal(limit)] as const] : [])],
  };
}

function budgetConditions(symbol: string, bounds: AuthorisationBounds): readonly Condition[] {
  const { maxReservedBefore, maxOpenPositions } = bounds;
  return [
    ...(maxReservedBefore === null ? [] : [isAtMost('reserved', maxReservedBefore)]),
    ...(maxOpenPositions === null ? [] : [hasRoomFor(symbol, maxOpenPositions)]),
  ];
}

function hasRoomFor(symbol: string, maxOpenPositions: number): Condition {
  const isMember: Condition = ['contains', 'openSymbols', symbol];
  if (maxOpenPositions < 1) {
    return isMember;
  }
  return ['any', [['absent', 'openSymbols'], ['size<', 'openSymbols', maxOpenPositions], isMember]];
}
