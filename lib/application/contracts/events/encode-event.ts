import type { DomainEvent, EventName, EventSubject } from '#domain/events/domain-event.ts';
import { toIso } from '#domain/shared/instant.ts';
import { reconciliationFields, sessionFields, stopFields } from './control-details.ts';
import { EVENT_VERSION } from './event-fields.ts';
import type { EventDetail } from './event-schemas.ts';
import { marketFields, orderFields } from './order-details.ts';
import { positionFields } from './position-details.ts';
import { riskFields } from './risk-details.ts';
import { denialFields, orderDenialFields, signalFields } from './signal-details.ts';

/** An event as it goes over the wire. */
export interface WireEvent {
  /** `detail-type`. */
  readonly name: EventName;
  readonly detail: EventDetail<EventName>;
}

/** @param environment of the deployment: several may put their events on one bus */
export function encodeEvent(event: DomainEvent, environment: string): WireEvent {
  const { account, at, id, name, sessionId } = event;
  const head = { version: EVENT_VERSION, id, environment, account, sessionId, at: toIso(at) } as const;
  return { name, detail: { ...head, ...fieldsOf(event) } as EventDetail<EventName> };
}

function fieldsOf(event: EventSubject) {
  switch (event.about) {
    case 'signal':
      return event.name === 'SignalGenerated' ? signalFields(event.signal) : denialFields(event.signal);
    case 'denial':
      return orderDenialFields(event.order);
    case 'market':
      return marketFields(event.order, event.name);
    case 'order':
      return orderFields(event.order, event.cause);
    case 'position':
      return positionFields(event);
    case 'session':
      return sessionFields(event.session, event.from);
    case 'risk':
      return riskFields(event);
    case 'reconciliation':
      return reconciliationFields(event.reconciliation);
    case 'stop':
      return stopFields(event);
  }
}
