import type { Decimal } from '../shared/decimal.ts';
import { SECOND } from '../shared/instant.ts';
import type { Fill } from './fill.ts';
import type { Order, OrderEvent } from './order.ts';

const BASIS_POINTS = 10_000;

/** How long an order took, seconds; `null`: it has not come so far, or its history no longer tells. */
export interface OrderTiming {
  /** From the signal to the write that authorised it: strategy and queue. */
  readonly queue: number | null;
  /** From the authorised attempt to the venue's acknowledgement. */
  readonly broker: number | null;
  /** From the signal to the acknowledgement. */
  readonly total: number | null;
  /** From the acknowledgement to the end of its filling. */
  readonly fill: number | null;
}

export function orderTiming({ attempt, history, intent }: Order): OrderTiming {
  const at = (event: OrderEvent): number | null => history.findLast((one) => one.event === event)?.at ?? null;
  const first = attempt > 0 ? (history.find(({ event }) => event === 'submit')?.at ?? null) : null;
  const [accepted, filled] = [at('accept'), at('fill')];
  return {
    queue: seconds(intent.signalTime, first),
    broker: seconds(at('submit'), accepted),
    total: seconds(intent.signalTime, accepted),
    fill: seconds(accepted, filled),
  };
}

/** Clocks of two functions may differ: what seems to end before it began took no time. */
function seconds(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.max(to - from, 0) / SECOND;
}

/**
 * Cost of a fill against the price that was to be had, basis points: a buy costs price ÷ reference − 1, a sell the negative of it. Where the venue explains nothing the reference is the price that
 * risk judged a market order by, or the level of a stop. `null`: there is none, as for a limit order, which trades at its price or better.
 */
export function fillSlippage(fill: Fill, order: Order | null): number | null {
  const reference = fill.explanation?.referencePrice ?? wantedPrice(order);
  if (reference === null || reference.lte(0) || fill.quantity.isZero()) return null;
  const rise = (fill.price.minus(reference).toNumber() / reference.toNumber()) * BASIS_POINTS;
  return fill.side === 'buy' ? rise : 0 - rise;
}

function wantedPrice(order: Order | null): Decimal | null {
  if (order?.intent.terms.type === 'market') return order.intent.referencePrice;
  return order?.intent.terms.type === 'stop' ? order.intent.terms.stopPrice : null;
}

/** Part of an order that has filled, 0 to 1. `null`: a protective order, which hopes never to. */
export function fillRate({ filledQuantity, intent }: Order): number | null {
  if (intent.purpose === 'protection') return null;
  return Math.min(filledQuantity.div(intent.quantity).toNumber(), 1);
}
