import type { Position } from '#domain/accounts/position.ts';
import { SYMBOL_PREFIX } from './keys.ts';
import { RecordReader } from './record.ts';
import type { Item } from './table.ts';

/*
 * A symbol row is never put: it comes into being by the first ADD, so every amount that it lacks is zero.
 * `locks` is the set of orders whose outcome is unknown; the row is locked while it has a member.
 */

export function decodePosition(item: Item): Position {
  const reader = new RecordReader(item);
  return {
    symbol: reader.text('sk').slice(SYMBOL_PREFIX.length),
    quantity: reader.decimalOrZero('quantity'),
    cost: reader.decimalOrZero('cost'),
    realizedPnl: reader.decimalOrZero('realizedPnl'),
    fees: reader.decimalOrZero('fees'),
    entryReserved: reader.decimalOrZero('entryReserved'),
    exitReserved: reader.decimalOrZero('exitReserved'),
    lock: [...reader.texts('locks')].sort()[0] ?? null,
    lastOrderAt: reader.integerOrNull('lastOrderAt'),
    mark: reader.decimalOrNull('mark'),
    markTime: reader.integerOrNull('markTime'),
    fillSeq: reader.integerOrNull('fillSeq') ?? 0,
  };
}
