import * as z from 'zod/mini';
import { BrokerError } from '#application/ports/broker-error.ts';
import { amount, type CcxtTrade, ccxtOrder } from './ccxt-schemas.ts';
import type { TradeRows } from './exchange-facts.ts';

const row = z.object({
  ...ccxtOrder.shape,
  price: amount,
  timestamp: ccxtOrder.shape.timestamp,
  info: z.record(z.string(), z.unknown()),
});

/** Reads rows of a history of orders as the executions that they are. */
export function tradesOfRows(rows: TradeRows) {
  return z.pipe(
    z.array(row),
    z.transform((listed) => listed.map((one) => toTrade(one, rows))),
  );
}

function toTrade(
  { id, symbol, amount: quantity, price, timestamp, info }: z.output<typeof row>,
  { sideField, sides, feeFields }: TradeRows,
): CcxtTrade {
  const told = String(info[sideField]);
  const side = Object.hasOwn(sides, told) ? sides[told] : undefined;
  if (side === undefined || !timestamp)
    throw new BrokerError(
      'UNREADABLE',
      `fill ${id}: received the side ${told}, expected ${Object.keys(sides).join(', ')}`,
    );
  const fee = z.safeParse(
    amount,
    feeFields.map((field) => info[field]).find((value) => value !== undefined),
  );
  const charged = fee.success ? { currency: null, cost: fee.data } : null;
  return { id, order: null, symbol, side, amount: quantity, price, timestamp, fee: charged, fees: null, info };
}
