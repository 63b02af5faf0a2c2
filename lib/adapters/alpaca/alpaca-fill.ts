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
    time: Date.parse(time),
    explanation: null,
  };
}

/** By time to the last digit; executions of one order at the same time by what had filled before. */
export function sequenceOf(activity: AlpacaActivity): string {
  const { id, transaction_time: time, order_id: orderId, cum_qty: filled } = activity;
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const whole = new Date(Date.parse(time)).toISOString().slice(0, 19);
  const sum = (filled ?? ZERO).toFixed(FRACTION_DIGITS).padStart(QUANTITY_DIGITS, '0');
  return `${whole}.${fraction.padEnd(FRACTION_DIGITS, '0')}#${orderId}#${sum}#${id}`;
}
