import type { Table } from '#adapters/table/table.ts';
import type { Broker, PlaceOrderOutcome, PlaceOrderRequest } from '#application/ports/broker.ts';

/** What a process does when it dies between two lines. */
export class Crash extends Error {}

/** What a run gives, or `null` when it died on the way; any other error is thrown on. */
export async function unlessDead<Result>(run: Promise<Result>): Promise<Result | null> {
  try {
    return await run;
  } catch (error) {
    if (isDeath(error)) return null;
    throw error;
  }
}

/** Also where the code under test has told its caller of the call that died. */
function isDeath(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isDeath);
  return error instanceof Crash || (error instanceof Error && error.cause !== undefined && isDeath(error.cause));
}

/** Wraps every method of a port so that `before` sees each call's name, and `after` each return. */
function around<Port extends object>(port: Port, before: (name: string) => void, after: (name: string) => void): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        before(String(name));
        const result: unknown = await member.apply(target, args);
        after(String(name));
        return result;
      };
    },
  });
}

/** Counts the calls of ports and, when told to, dies before or after one of them: at every await of the code under test. */
export class CrashPoints {
  readonly calls: string[] = [];
  #at: number | null = null;
  #count = 0;

  /** Dies at the n-th point from here on: even points lie before a call, odd ones after it has taken effect. */
  arm(point: number | null): void {
    this.#at = point;
    this.#count = 0;
    this.calls.length = 0;
  }

  watch<Port extends Table | Broker>(port: Port): Port {
    return around(
      port,
      (name) => {
        this.calls.push(name);
        this.#pass();
      },
      () => this.#pass(),
    );
  }

  #pass(): void {
    const point = this.#count;
    this.#count += 1;
    if (point === this.#at) throw new Crash(`crash point ${point}`);
  }
}

/** A broker whose POST goes as the test says; everything else is the venue's own. */
export function withPost(venue: Broker, post: (request: PlaceOrderRequest) => Promise<PlaceOrderOutcome>): Broker {
  return {
    capabilities: venue.capabilities,
    open: () => venue.open(),
    placeOrder: post,
    cancelOrder: (order) => venue.cancelOrder(order),
    replaceOrder: (order, by) => venue.replaceOrder(order, by),
    cancelAllAfter: (milliseconds) => venue.cancelAllAfter(milliseconds),
    getOrder: (order) => venue.getOrder(order),
    listOpenOrders: () => venue.listOpenOrders(),
    listFills: (cursor, orders) => venue.listFills(cursor, orders),
    listPositions: () => venue.listPositions(),
    listCashMovements: () => venue.listCashMovements(),
    getSymbolRules: (symbol) => venue.getSymbolRules(symbol),
    getMarketClock: () => venue.getMarketClock(),
    getBalance: () => venue.getBalance(),
  };
}
