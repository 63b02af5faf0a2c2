import type { ObservedCall } from '#local/gateway/aws-call.ts';

/** The AWS calls of one order, around the call of the broker. */
export interface OrderCalls {
  readonly before: readonly ObservedCall[];
  /** Of the simulated venue itself, which keeps its book in the table; a real broker has none. */
  readonly venue: readonly ObservedCall[];
  readonly after: readonly ObservedCall[];
}

/** Operations of `place-order` for one order that is authorised and accepted. */
const EXPECTED = {
  before: ['Query', 'TransactWriteItems'],
  venue: ['GetItem', 'TransactWriteItems'],
};

/**
 * Splits the calls of `place-order` into those of its orders. Each order begins with the query of the account.
 *
 * @throws when an order's calls are not those of the protocol, so that no figure is taken from the wrong call
 */
export function splitOrderCalls(calls: readonly ObservedCall[]): OrderCalls[] {
  const orders: ObservedCall[][] = [];
  for (const call of calls) {
    if (call.principal !== 'place-order' || call.service !== 'dynamodb') continue;
    if (call.operation === 'Query') orders.push([]);
    orders.at(-1)?.push(call);
  }
  return orders.map(splitOrder);
}

function splitOrder(calls: readonly ObservedCall[]): OrderCalls {
  const split = { before: calls.slice(0, 2), venue: calls.slice(2, 4), after: calls.slice(4) };
  const operations = calls.map((call) => call.operation).join(', ');
  const expected = [...EXPECTED.before, ...EXPECTED.venue].join(', ');
  if (!operations.startsWith(expected))
    throw new Error(`calls of an order: received ${operations}, expected ${expected}, …`);
  return split;
}

/** Capacity units of some calls. */
export function unitsOf(calls: readonly ObservedCall[]): number {
  return calls.reduce((sum, call) => sum + call.capacityUnits, 0);
}
