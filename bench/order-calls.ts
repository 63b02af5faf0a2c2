import type { OutwardCall } from '../test/integration/support/outward-calls.ts';

/** What one order has cost, around the call that sends it. */
export interface OrderCalls {
  /** AWS calls of `place-order`. */
  readonly before: readonly OutwardCall[];
  readonly after: readonly OutwardCall[];
  /** Requests to the broker until it has acknowledged the order; of the simulated one, whose book is in the table, its AWS calls. */
  readonly broker: readonly OutwardCall[];
  /** Requests to the broker from then on until the order's first fill is booked. A simulated one makes none. */
  readonly toFill: readonly OutwardCall[];
}

const ORDER_BEGINS = 'place-order › ledger.readAccount.query';
const AUTHORISED = 'place-order › ledger.authorise.transact';
const ACKNOWLEDGED = 'place-order › ledger.commitOrder.write';
const FILLED = 'track-orders › ledger.applyFill.transact';
/** Of an order, not of the queue or of a cold start. */
const ORDER_OPERATIONS = /^venue |^AWS (Query|GetItem|PutItem|UpdateItem|TransactWriteItems)$/;

/**
 * Splits the calls of a session into those of its orders. Each order begins with the query of the account.
 *
 * @throws when an order's calls are not those of the protocol, so that no figure is taken from the wrong call
 */
export function splitOrderCalls(calls: readonly OutwardCall[]): OrderCalls[] {
  const starts = calls.flatMap(({ port }, index) => (port === ORDER_BEGINS ? [index] : []));
  return starts.map((start, order) => splitOrder(calls.slice(start, starts[order + 1])));
}

function splitOrder(calls: readonly OutwardCall[]): OrderCalls {
  const own = calls.filter((call) => call.function === 'place-order' && ORDER_OPERATIONS.test(call.what));
  const [before, broker, after] = [own.slice(0, 2), own.slice(2).filter(isOfBroker), own.slice(2).filter(isOurs)];
  const ports = [...before, ...after].map(({ port }) => port).join(', ');
  const expected = [ORDER_BEGINS, AUTHORISED, ACKNOWLEDGED].join(', ');
  if (ports !== expected || broker.length === 0 || own.at(-1)?.port !== ACKNOWLEDGED)
    throw new Error(
      `calls of an order: received ${own.map(nameOf).join(', ')}, expected ${expected} around the broker's`,
    );
  const sent = calls.findIndex(({ port }) => port === ACKNOWLEDGED);
  const filled = calls.findIndex(({ port }) => port === FILLED);
  if (filled < sent) throw new Error('calls of an order: its fill was never booked');
  return { before, broker, after, toFill: calls.slice(sent, filled).filter(({ at }) => at === 'venue') };
}

/** At a venue outside, or in the book of the simulated one, which no port of ours reads. */
function isOfBroker({ at, port }: OutwardCall): boolean {
  return at === 'venue' || port === null;
}

function isOurs(call: OutwardCall): boolean {
  return !isOfBroker(call);
}

function nameOf({ port, what }: OutwardCall): string {
  return port ?? what;
}

/** Capacity units of some calls. */
export function unitsOf(calls: readonly OutwardCall[]): number {
  return calls.reduce((sum, call) => sum + call.capacityUnits, 0);
}
