import type { Order, OrderEvent, OrderTransition } from '../orders/order.ts';
import { type DomainEvent, type EventName, type EventSubject, eventId, type OrderEventName } from './domain-event.ts';

/** By the step, not by the state that it ends in: a fill that comes after a cancel leaves the order CANCELLED and is one all the same. */
const NAMES: Readonly<Record<OrderEvent, OrderEventName>> = {
  submit: 'OrderSubmitted',
  accept: 'OrderAccepted',
  partial_fill: 'OrderPartiallyFilled',
  fill: 'OrderFilled',
  cancel: 'OrderCancelled',
  reject: 'OrderRejected',
  expire: 'OrderExpired',
  fail: 'OrderFailed',
};

/** Rules by which the gate knows that an order would move its price, or finds nobody to trade with. */
export const MARKET_RULES = {
  HighSlippage: ['slippage_guard_bps'],
  LowLiquidity: ['max_spread_bps', 'min_depth_notional'],
} as const;

/**
 * An event for each step of an order's history that the image before does not have, and one when its outcome becomes unknown. What risk denied never was an order: it is a denied signal, with
 * what the gate found of the market.
 *
 * @param before `null`: it was not there
 */
export function orderEvents(before: Order | null, order: Order): readonly DomainEvent[] {
  const known = new Set((before === null ? [] : stepsOf(before)).map(({ key }) => key));
  const news = stepsOf(order).filter(({ key }) => !known.has(key));
  const isLost = order.outcomeUnknown && before?.outcomeUnknown !== true;
  return [...news.flatMap((step) => stepEvents(order, step)), ...(isLost ? [lostEvent(order)] : [])];
}

interface Step {
  /** Tells it apart from every other of the order, whatever has been forgotten before it. */
  readonly key: string;
  readonly transition: OrderTransition;
}

/** A state is never entered twice in the same way, but for attempts, which are counted from the last one, and partial fills, which name theirs. */
function stepsOf({ attempt, history }: Order): readonly Step[] {
  let made = attempt;
  return history
    .toReversed()
    .map((transition) => {
      const { cause, event, from, to } = transition;
      const key = JSON.stringify([event, from, to, cause, event === 'submit' ? made-- : null]);
      return { key, transition };
    })
    .reverse();
}

function stepEvents(order: Order, { key, transition }: Step): readonly DomainEvent[] {
  const { at, cause, event } = transition;
  const isDenial = event === 'reject' && order.attempt === 0;
  if (!isDenial) return [eventOf(order, { about: 'order', name: NAMES[event], order, cause }, key, at)];
  const broken = new Set(order.violations.map(({ rule }) => rule));
  const seen = (['HighSlippage', 'LowLiquidity'] as const).filter((name) =>
    MARKET_RULES[name].some((rule) => broken.has(rule)),
  );
  return [
    eventOf(order, { about: 'denial', name: 'SignalDenied', order }, key, at),
    ...seen.map((name) => eventOf(order, { about: 'market', name, order }, key, at)),
  ];
}

function lostEvent(order: Order): DomainEvent {
  const subject = { about: 'order', name: 'OrderOutcomeUnknown', order, cause: 'the answer was lost' } as const;
  return eventOf(order, subject, `unknown ${order.version}`, order.updatedAt);
}

function eventOf<Subject extends EventSubject & { readonly name: EventName }>(
  { intent }: Order,
  subject: Subject,
  key: string,
  at: number,
): Subject & Pick<DomainEvent, 'id' | 'account' | 'sessionId' | 'at'> {
  const { account, clientOrderId, sessionId } = intent;
  return { ...subject, id: eventId(subject.name, account, [clientOrderId, key]), account, sessionId, at };
}
