import type { EventSubject } from '#domain/events/domain-event.ts';
import { toPlain, ZERO } from '#domain/shared/decimal.ts';
import { isoOrNull, plainOrNull } from './plain-fields.ts';

/** A fill that turns a position over closes it to nothing and opens another from nothing. */
export function positionFields({ fill, move, name }: Extract<EventSubject, { about: 'position' }>) {
  const fields = {
    symbol: fill.symbol,
    quantityBefore: toPlain(name === 'PositionOpened' ? ZERO : move.before),
    quantity: toPlain(name === 'PositionClosed' ? ZERO : move.after),
    fillId: fill.id,
    clientOrderId: fill.clientOrderId,
    side: fill.side,
    fillQuantity: toPlain(fill.quantity),
    fillPrice: toPlain(fill.price),
  };
  if (name !== 'PositionClosed') return fields;
  return {
    ...fields,
    pnl: plainOrNull(move.closed?.pnl ?? null),
    openedAt: isoOrNull(move.closed?.openedAt ?? null),
    exitReason: fill.reason,
  };
}
