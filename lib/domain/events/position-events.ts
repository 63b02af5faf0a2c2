import type { PositionMove } from '../accounts/position-move.ts';
import type { Fill } from '../orders/fill.ts';
import { type DomainEvent, eventId, type PositionEventName } from './domain-event.ts';

/** What a fill did to its position: one that turns it over has closed one and opened another. */
export function positionEvents(fill: Fill, move: PositionMove): readonly DomainEvent[] {
  const { account, id, sessionId, symbol, time: at } = fill;
  return namesOf(move).map((name) => ({
    about: 'position',
    name,
    fill,
    move,
    id: eventId(name, account, [symbol, id]),
    account,
    sessionId,
    at,
  }));
}

function namesOf({ before, after }: PositionMove): readonly PositionEventName[] {
  if (before.eq(after)) return [];
  if (before.isZero()) return ['PositionOpened'];
  if (after.isZero()) return ['PositionClosed'];
  return before.isNegative() === after.isNegative() ? ['PositionChanged'] : ['PositionClosed', 'PositionOpened'];
}
