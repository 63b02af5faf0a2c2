import type { VenueFill } from '#application/ports/broker.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { sideOf } from './alpaca-order.ts';
import type { AlpacaActivity } from './alpaca-trading-schemas.ts';

/** Whose an execution is, and of what. */
export interface FillOwner {
  /** `null`: of an order that is not ours. */
  readonly clientOrderId: string | null;
  readonly symbol: string;
}

const FRACTION_DIGITS = 9;
const QUANTITY_DIGITS = 22;

/** An execution as Alpaca lists it. Its fees are booked apart, at the end of the day, so that none is told here. */
export function toVenueFill(activity: AlpacaActivity, { clientOrderId, symbol }: FillOwner): VenueFill {
  const { id, side, qty, price, transaction_time: time } = activity;
  return {
    id,
    sequence: sequenceOf(activity),
    clientOrderId,
    symbol,
    side: sideOf(side),
    quantity: qty,
    price,
    fee: ZERO,
    baseFee: ZERO,
    otherFees: [],
    time: Date.parse(time),
    explanation: null,
  };
}

/** When it happened, to the last digit and in UTC, so that texts sort as times. */
export function momentOf({ transaction_time: time }: AlpacaActivity): string {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const whole = new Date(Date.parse(time)).toISOString().slice(0, 19);
  return `${whole}.${fraction.padEnd(FRACTION_DIGITS, '0')}`;
}

/** By time; executions of one order at the same time by what had filled before. */
function sequenceOf(activity: AlpacaActivity): string {
  const { id, order_id: orderId, cum_qty: filled } = activity;
  const sum = (filled ?? ZERO).toFixed(FRACTION_DIGITS).padStart(QUANTITY_DIGITS, '0');
  return `${momentOf(activity)}#${orderId}#${sum}#${id}`;
}
