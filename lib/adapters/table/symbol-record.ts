import type { Holding, Position } from '#domain/accounts/position.ts';
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
    entryOrders: reader.texts('entryOrders'),
    exitOrders: reader.texts('exitOrders'),
    lock: [...reader.texts('locks')].sort()[0] ?? null,
    lastOrderAt: reader.integerOrNull('lastOrderAt'),
    mark: reader.decimalOrNull('mark'),
    markTime: reader.integerOrNull('markTime'),
    fillSeq: reader.integerOrNull('fillSeq') ?? 0,
    holding: decodeHolding(reader),
    adjustedQuantity: reader.decimalOrZero('adjustedQuantity'),
    adjustedCost: reader.decimalOrZero('adjustedCost'),
    adjustedRealized: reader.decimalOrZero('adjustedRealized'),
    adjustedAt: reader.integerOrNull('adjustedAt'),
    pausedUntil: reader.integerOrNull('pausedUntil'),
    pausedBy: reader.textOrNull('pausedBy'),
  };
}

/** All attributes of a holding, as the fill that begins or ends it sets them. */
export function encodeHolding(holding: Holding | null) {
  return { ...encodeFilled(holding), ...encodeWatched(holding) };
}

/** Those that every fill moves. */
export function encodeFilled(holding: Holding | null) {
  return {
    openedAt: holding?.openedAt ?? null,
    entryNotional: holding?.entryNotional ?? null,
    netPnl: holding?.netPnl ?? null,
    attachedStop: holding?.attached.stopLoss ?? null,
    attachedTarget: holding?.attached.takeProfit ?? null,
  };
}

/** Those that marks move, and fills leave alone while the holding goes on. */
export function encodeWatched(holding: Holding | null) {
  return {
    barsHeld: holding === null || holding.barsHeld === 0 ? null : holding.barsHeld,
    highest: holding?.highest ?? null,
    lowest: holding?.lowest ?? null,
  };
}

function decodeHolding(reader: RecordReader): Holding | null {
  const openedAt = reader.integerOrNull('openedAt');
  if (openedAt === null) return null;
  return {
    openedAt,
    entryNotional: reader.decimal('entryNotional'),
    netPnl: reader.decimal('netPnl'),
    attached: {
      stopLoss: reader.decimalOrNull('attachedStop'),
      takeProfit: reader.decimalOrNull('attachedTarget'),
    },
    barsHeld: reader.integerOrNull('barsHeld') ?? 0,
    highest: reader.decimalOrNull('highest'),
    lowest: reader.decimalOrNull('lowest'),
  };
}
