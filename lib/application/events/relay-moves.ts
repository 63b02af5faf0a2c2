import type { EventBus } from '#application/ports/event-bus.ts';
import { eventsOfMove, type LedgerMove } from '#domain/events/events-of-move.ts';

/**
 * Tells the bus what the writes mean. Told again, in part or in another order, it tells the same events under the same ids.
 *
 * @returns how many events there were
 */
export async function relayMoves(bus: EventBus, moves: readonly LedgerMove[]): Promise<number> {
  const events = moves.flatMap(eventsOfMove);
  if (events.length > 0) await bus.publish(events);
  return events.length;
}
