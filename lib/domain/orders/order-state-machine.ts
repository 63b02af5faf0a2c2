import type { OrderEvent, OrderState } from './order.ts';

type Row = Readonly<Record<OrderEvent, OrderState>>;

/**
 * The whole life of an order: `TRANSITIONS[state][event]` is the next state. Venue updates come late, twice
 * and out of order, so the table is total and monotone: an event that would move an order backwards leaves it where it is.
 *
 * The terminal states are ordered by the strength of their evidence, FAILED < REJECTED < EXPIRED < CANCELLED
 * < FILLED, and a later update only ever moves an order up; that makes the end independent of the order of arrival.
 * FAILED is our own conclusion (the venue does not have the order), so any word from the venue overrules it.
 * A fill after a cancel counts (the ledger adds its quantity in every state); it changes the state only when it completes the order.
 */
export const TRANSITIONS: Readonly<Record<OrderState, Row>> = {
  CREATED: {
    submit: 'SUBMITTED',
    accept: 'ACCEPTED',
    partial_fill: 'PARTIAL_FILL',
    fill: 'FILLED',
    cancel: 'CANCELLED',
    reject: 'REJECTED',
    expire: 'EXPIRED',
    fail: 'FAILED',
  },
  SUBMITTED: {
    submit: 'SUBMITTED',
    accept: 'ACCEPTED',
    partial_fill: 'PARTIAL_FILL',
    fill: 'FILLED',
    cancel: 'CANCELLED',
    reject: 'REJECTED',
    expire: 'EXPIRED',
    fail: 'FAILED',
  },
  ACCEPTED: {
    submit: 'ACCEPTED',
    accept: 'ACCEPTED',
    partial_fill: 'PARTIAL_FILL',
    fill: 'FILLED',
    cancel: 'CANCELLED',
    reject: 'REJECTED',
    expire: 'EXPIRED',
    fail: 'ACCEPTED',
  },
  PARTIAL_FILL: {
    submit: 'PARTIAL_FILL',
    accept: 'PARTIAL_FILL',
    partial_fill: 'PARTIAL_FILL',
    fill: 'FILLED',
    cancel: 'CANCELLED',
    reject: 'REJECTED',
    expire: 'EXPIRED',
    fail: 'PARTIAL_FILL',
  },
  FAILED: {
    submit: 'FAILED',
    accept: 'ACCEPTED',
    partial_fill: 'PARTIAL_FILL',
    fill: 'FILLED',
    cancel: 'CANCELLED',
    reject: 'REJECTED',
    expire: 'EXPIRED',
    fail: 'FAILED',
  },
  REJECTED: {
    submit: 'REJECTED',
    accept: 'REJECTED',
    partial_fill: 'REJECTED',
    fill: 'FILLED',
    cancel: 'CANCELLED',
    reject: 'REJECTED',
    expire: 'EXPIRED',
    fail: 'REJECTED',
  },
  EXPIRED: {
    submit: 'EXPIRED',
    accept: 'EXPIRED',
    partial_fill: 'EXPIRED',
    fill: 'FILLED',
    cancel: 'CANCELLED',
    reject: 'EXPIRED',
    expire: 'EXPIRED',
    fail: 'EXPIRED',
  },
  CANCELLED: {
    submit: 'CANCELLED',
    accept: 'CANCELLED',
    partial_fill: 'CANCELLED',
    fill: 'FILLED',
    cancel: 'CANCELLED',
    reject: 'CANCELLED',
    expire: 'CANCELLED',
    fail: 'CANCELLED',
  },
  FILLED: {
    submit: 'FILLED',
    accept: 'FILLED',
    partial_fill: 'FILLED',
    fill: 'FILLED',
    cancel: 'FILLED',
    reject: 'FILLED',
    expire: 'FILLED',
    fail: 'FILLED',
  },
};

const TERMINAL: ReadonlySet<OrderState> = new Set(['FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED', 'FAILED']);

/** A terminal order works no more: it holds no reservation, though a late fill may still come. */
export function isTerminal(state: OrderState): boolean {
  return TERMINAL.has(state);
}
