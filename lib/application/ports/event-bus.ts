import type { DomainEvent } from '#domain/events/domain-event.ts';

/** Where events go, for whoever listens. */
export interface EventBus {
  /**
   * Puts all of them on the bus, each once or, after a failure, more than once. What the bus did not take is asked for again, a bounded number of times.
   *
   * @throws {EventsRefusedError} what is left then; those before it may have been taken
   */
  publish(events: readonly DomainEvent[]): Promise<void>;
}

/** The bus did not take some events, and whoever has them must come again. */
export class EventsRefusedError extends Error {
  override readonly name = 'EventsRefusedError';
  readonly code = 'EVENTS_REFUSED';
}
