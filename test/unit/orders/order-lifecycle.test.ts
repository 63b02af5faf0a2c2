import { describe, expect, it } from 'vitest';
import { ORDER_STATES, type Order, type OrderEvent } from '#domain/orders/order.ts';
import {
  acknowledgeOrder,
  createOrder,
  denyOrder,
  fillOrder,
  leavesQuantity,
  markOutcomeUnknown,
  recordAbsence,
  recordOrderEvent,
  submitOrder,
} from '#domain/orders/order-lifecycle.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { isWorking, reservationOf } from '#domain/orders/reservation.ts';
import { aFill, anExit, anIntent, d, T0 } from '../../support/builders.ts';

const created = () => createOrder(anIntent(), T0);
const submitted = () => submitOrder(created(), 'request', T0 + 1);
const causes = (order: Order) => order.history.map(({ cause }) => cause);
const told = (order: Order, ...events: readonly OrderEvent[]) =>
  events.reduce((before, event, index) => recordOrderEvent(before, event, T0 + index, `cause of ${event}`), order);

describe('an order before the venue has it', () => {
  it('Given an intent, When it is created, Then nothing has happened and nothing is reserved', () => {
    const order = created();
    expect(order).toMatchObject({ state: 'CREATED', version: 0, attempt: 0, outcomeUnknown: false, overfilled: false });
    expect([order.history, order.violations, order.absentLookups]).toEqual([[], [], 0]);
    expect(isWorking(order)).toBe(false);
    expect(reservationOf(order).cash.toFixed()).toBe('0');
  });

  it('Given a denial, Then it is rejected for RISK with every violation', () => {
    const violations = [{ rule: 'a_rule', limit: '1', value: '2', unit: 'x' }];
    const order = denyOrder(created(), violations, T0);
    expect(order).toMatchObject({ state: 'REJECTED', cause: 'RISK', violations, version: 1, attempt: 0 });
  });

  it('Given a first attempt whose answer is lost and two look-ups, When it is tried again, Then the evidence starts anew', () => {
    const lost = recordAbsence(recordAbsence(markOutcomeUnknown(submitted(), T0 + 2), T0 + 3), T0 + 4);
    expect(lost).toMatchObject({ state: 'SUBMITTED', version: 4, outcomeUnknown: true, absentLookups: 2 });
    expect(lost.updatedAt).toBe(T0 + 4);
    const again = submitOrder(lost, 'another', T0 + 5);
    expect(again).toMatchObject({ version: 5, attempt: 2, authorisedBy: 'another', attemptedAt: T0 + 5 });
    expect([again.outcomeUnknown, again.absentLookups]).toEqual([false, 0]);
    expect(causes(again)).toEqual(['authorised', 'absent at venue']);
  });
});

describe('an order that the venue has', () => {
  it('Given an acknowledgement after a lost answer, Then the outcome is known, and by which id', () => {
    const order = acknowledgeOrder(markOutcomeUnknown(submitted(), T0), 'venue-1', T0 + 2);
    expect(order).toMatchObject({ state: 'ACCEPTED', brokerOrderId: 'venue-1', outcomeUnknown: false });
    expect(causes(order)).toEqual(['authorised', 'acknowledged by the venue']);
  });

  it('Given a status that is old news, Then only the version moves', () => {
    const accepted = told(submitted(), 'accept');
    const again = told(accepted, 'accept');
    expect([again.state, again.version, again.history]).toEqual(['ACCEPTED', accepted.version + 1, accepted.history]);
  });

  it('Given an unknown outcome, Then a status keeps it and an end settles it', () => {
    const lost = markOutcomeUnknown(submitted(), T0);
    expect(told(lost, 'accept').outcomeUnknown).toBe(true);
    expect(told(lost, 'reject').outcomeUnknown).toBe(false);
    expect(markOutcomeUnknown(told(lost, 'reject'), T0).outcomeUnknown).toBe(true);
  });

  it.each([
    ['an end', ['cancel'], 'CANCELLED', 'cause of cancel'],
    ['a weaker end after it', ['cancel', 'expire'], 'CANCELLED', 'cause of cancel'],
    ['a stronger end after it', ['expire', 'cancel'], 'CANCELLED', 'cause of cancel'],
    ['the last fill', ['fill'], 'FILLED', null],
    ['the last fill after an end', ['cancel', 'fill'], 'FILLED', null],
    ['our own conclusion', ['fail'], 'FAILED', 'cause of fail'],
    ['a word of the venue after it', ['fail', 'accept'], 'ACCEPTED', null],
  ] as const)('Given %s, Then state and cause are those of the strongest evidence', (_, events, state, cause) => {
    expect(told(submitted(), ...events)).toMatchObject({ state, cause });
  });

  it('Given fills, Then notional and fees are added up, each fill is in the history, and the rest is left', () => {
    const fill = (id: string, quantity: number) => aFill({ id, quantity: d(quantity), fee: d('0.5') });
    const order = fillOrder(fillOrder(markOutcomeUnknown(submitted(), T0), fill('a', 3), T0), fill('b', 2), T0);
    expect([order.filledQuantity, order.filledNotional, order.fees].map(String)).toEqual(['5', '500', '1']);
    expect(order).toMatchObject({ state: 'PARTIAL_FILL', outcomeUnknown: false, overfilled: false, cause: null });
    expect(causes(order)).toEqual(['authorised', 'fill a', 'fill b']);
    expect(leavesQuantity(order).toFixed()).toBe('5');
    expect(leavesQuantity(fillOrder(order, fill('c', 9), T0)).toFixed()).toBe('0');
  });
});

describe('what an order reserves', () => {
  it('Given the states, Then the ends are those that are not listed, and only an authorised order works', () => {
    expect(ORDER_STATES.filter((state) => !isTerminal(state))).toEqual([
      'CREATED',
      'SUBMITTED',
      'ACCEPTED',
      'PARTIAL_FILL',
    ]);
    expect(isWorking(submitted())).toBe(true);
    expect(isWorking(told(submitted(), 'cancel'))).toBe(false);
  });

  it.each([
    ['an entry', anIntent(), ['700', '7', '0']],
    ['an exit', anExit(), ['0', '0', '7']],
  ])('Given %s of 10 at 100 of which 3 are filled, Then the leaves are reserved', (_, intent, expected) => {
    const order = submitOrder(createOrder(intent, T0), 'request', T0);
    const { cash, entryQuantity, exitQuantity } = reservationOf(fillOrder(order, aFill({ quantity: d(3) }), T0));
    expect([cash, entryQuantity, exitQuantity].map(String)).toEqual(expected);
  });
});
