import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { SimBroker } from '#adapters/sim/sim-broker.ts';
import { decodeBook, encodeBook } from '#adapters/sim/sim-records.ts';
import type { VenueFill } from '#application/ports/broker.ts';
import { type Bar, exact } from '#domain/shared/bar.ts';
import { type Decimal, ZERO } from '#domain/shared/decimal.ts';
import { acceptOrder } from '#domain/simulation/accept-order.ts';
import { matchBars } from '#domain/simulation/match-bars.ts';
import type { MatchResult } from '#domain/simulation/match-result.ts';
import { matchTrades } from '#domain/simulation/match-trades.ts';
import {
  type ClosedOrder,
  type Execution,
  openVenueBook,
  sequenceText,
  type Trade,
  type VenueBook,
} from '#domain/simulation/venue-book.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { d, T0 } from '../support/builders.ts';
import {
  barsAt,
  CASH,
  type Given,
  LENGTH,
  marginRules,
  maybe,
  orders,
  SYMBOLS,
  venueRules,
  type Walk,
  walk,
} from '../support/venue-arbitraries.ts';

/** What a session at the venue leaves behind, and what every step of it was. */
interface Session {
  readonly book: VenueBook;
  readonly executions: readonly Execution[];
  readonly closed: readonly ClosedOrder[];
  readonly accepted: ReadonlyMap<string, Given>;
}

type Watch = (book: VenueBook, again: () => MatchResult) => void;

/** The cycle of a bar, as the replay has it: market orders at the open, everything else at the close, then new orders. */
function trade(
  venue: VenueRules,
  given: readonly Given[],
  drawn: Walk,
  symbols: readonly string[],
  options: { readonly most?: number; readonly watch?: Watch } = {},
): Session {
  let book = openVenueBook('USD', d(CASH));
  const executions: Execution[] = [];
  const closed: ClosedOrder[] = [];
  const accepted = new Map<string, Given>();
  const run = (match: (current: VenueBook) => MatchResult): void => {
    for (let isDone = false; !isDone; ) {
      const result = match(book);
      isDone = options.most === undefined || result.executions.length + result.closed.length === 0;
      book = result.book;
      executions.push(...result.executions);
      closed.push(...result.closed);
    }
    options.watch?.(book, () => match(book));
  };
  for (const index of drawn.keys()) {
    const start = T0 + index * LENGTH;
    const bars = barsAt(drawn, index, symbols);
    const trades = new Map(bars.map((one) => [one.symbol, { price: exact(one, 'open'), time: start }]));
    for (const [number, order] of given.entries()) {
      if (order.at !== index) continue;
      const clientOrderId = `order-${number}`;
      const request = { ...order, clientOrderId, quantity: d(order.quantity), acceptedAt: start };
      const outcome = acceptOrder(book, request, venue);
      if (outcome.kind === 'rejected') continue;
      book = outcome.book;
      accepted.set(clientOrderId, order);
    }
    run((current) => matchTrades(current, trades, venue, options.most));
    run((current) => matchBars(current, bars, venue, options.most));
  }
  return { book, executions, closed, accepted };
}

/** Balances from the executions alone. */
function balancesOf(executions: readonly Execution[]): Record<string, Decimal> {
  const balances: Record<string, Decimal> = { USD: d(CASH) };
  for (const { symbol, side, quantity, notional, fee, baseFee } of executions) {
    const [base = '', quote = ''] = symbol.split('/');
    const sign = side === 'buy' ? 1 : -1;
    const quoteFee = baseFee.isZero() ? fee : ZERO;
    balances[base] = (balances[base] ?? ZERO).plus(quantity.times(sign)).minus(baseFee);
    balances[quote] = (balances[quote] ?? ZERO).minus(notional.times(sign)).minus(quoteFee);
  }
  return balances;
}

const plain = (balances: Readonly<Record<string, Decimal>>) =>
  Object.entries(balances)
    .filter(([, amount]) => !amount.isZero())
    .map(([currency, amount]) => `${currency} ${amount.toFixed()}`)
    .sort();

describe('any orders on any bars under any rules of a cash account', () => {
  it('Then no balance is ever below zero, and every balance is the sum of its executions', () => {
    fc.assert(
      fc.property(venueRules, orders(SYMBOLS), walk, (venue, given, bars) => {
        const watch: Watch = (book) => {
          for (const balance of Object.values(book.balances)) expect(balance.isNegative()).toBe(false);
        };
        const { book, executions } = trade(venue, given, bars, SYMBOLS, { watch });
        expect(plain(book.balances)).toEqual(plain(balancesOf(executions)));
        expect(executions.map(({ sequence }) => sequence)).toEqual(executions.map((_, index) => index + 1));
        expect(new Set(executions.map(({ id }) => id)).size).toBe(executions.length);
      }),
      { numRuns: 300 },
    );
  });

  it('Then an order never fills more than its quantity, never worse than its limit, and ends once', () => {
    fc.assert(
      fc.property(venueRules, orders(SYMBOLS), walk, (venue, given, bars) => {
        const { book, executions, closed, accepted } = trade(venue, given, bars, SYMBOLS);
        const filled = new Map<string, Decimal>();
        for (const { clientOrderId, quantity, price: paid, side, explanation } of executions) {
          const order = accepted.get(clientOrderId ?? '');
          if (clientOrderId === null || order === undefined) throw new Error('an execution of no order');
          filled.set(clientOrderId, (filled.get(clientOrderId) ?? ZERO).plus(quantity));
          const limit = explanation.trigger === 'take_profit' ? order.terms.takeProfitPrice : order.terms.limitPrice;
          if (limit !== null) expect(side === 'buy' ? paid.lte(limit) : paid.gte(limit)).toBe(true);
          expect(explanation.slippageBps.isNegative() || explanation.impactBps.isNegative()).toBe(false);
        }
        for (const [id, quantity] of filled) expect(quantity.lte(accepted.get(id)?.quantity ?? 0)).toBe(true);
        const ends = [...closed, ...book.working].map(({ clientOrderId }) => clientOrderId);
        expect(ends.sort()).toEqual([...accepted.keys()].sort());
        for (const { clientOrderId, filledQuantity } of closed)
          expect(filledQuantity.eq(filled.get(clientOrderId) ?? 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('orders that rest', () => {
  it('Then no bar that they were there for has touched them', () => {
    fc.assert(
      fc.property(venueRules, orders(SYMBOLS), walk, (venue, given, bars) => {
        for (const order of trade(venue, given, bars, SYMBOLS).book.working) {
          const { side, symbol, terms, isTriggered, acceptedAt } = order;
          if (isTriggered || (terms.type !== 'stop' && terms.type !== 'limit')) continue;
          for (const index of bars.keys()) {
            const bar = barsAt(bars, index, SYMBOLS).find((one) => one.symbol === symbol);
            if (bar === undefined || bar.openTime < acceptedAt + venue.latency) continue;
            const isFallAwaited = (side === 'buy') === (terms.type === 'limit');
            const isTouched = isFallAwaited
              ? exact(bar, 'low').lte(terms.limitPrice ?? terms.stopPrice ?? 0)
              : exact(bar, 'high').gte(terms.limitPrice ?? terms.stopPrice ?? 0);
            expect(isTouched && bar.volume > 0 && venue.maxVolumeShare === null).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('any orders on any bars, on cash or on margin', () => {
  const accounts = fc.tuple(venueRules, maybe(marginRules)).map(([venue, margin]) => ({ ...venue, margin }));
  const symbolsOf = (venue: VenueRules): readonly string[] => (venue.margin === null ? SYMBOLS : SYMBOLS.slice(0, 2));

  it('Then matching again changes nothing, and the book survives its record', () => {
    fc.assert(
      fc.property(accounts, orders(SYMBOLS), walk, (venue, given, bars) => {
        const watch: Watch = (book, again) => {
          const repeated = again();
          expect([repeated.executions, repeated.closed]).toEqual([[], []]);
          expect(repeated.book).toEqual(book);
          expect(decodeBook(encodeBook('main', book))).toEqual(book);
        };
        trade(venue, given, bars, symbolsOf(venue), { watch });
      }),
      { numRuns: 150 },
    );
  });

  it('Then a venue that may only do a little at a time does the same in the end', () => {
    fc.assert(
      fc.property(venueRules, orders(SYMBOLS), walk, (venue, given, bars) => {
        const whole = trade(venue, given, bars, SYMBOLS);
        const parts = trade(venue, given, bars, SYMBOLS, { most: 3 });
        expect(parts.executions).toEqual(whole.executions);
        expect(parts.closed).toEqual(whole.closed);
        expect(parts.book.balances).toEqual(whole.book.balances);
      }),
      { numRuns: 150 },
    );
  });

  it('Then on margin balances are the sum of the executions, and the venue knows every position', () => {
    fc.assert(
      fc.property(venueRules, marginRules, orders(SYMBOLS.slice(0, 2)), walk, (venue, margin, given, bars) => {
        const { book, executions } = trade({ ...venue, margin }, given, bars, SYMBOLS.slice(0, 2));
        expect(plain(book.balances)).toEqual(plain(balancesOf(executions)));
        const held = Object.keys(book.entryPrices).sort();
        const positions = ['AAA', 'BBB'].filter((base) => !(book.balances[base] ?? ZERO).isZero());
        expect(held).toEqual(positions.map((base) => `${base}/USD`));
        if (!margin.allowShort) for (const base of positions) expect(book.balances[base]?.isPositive()).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('Then the venue over a table makes the very same executions', async () => {
    await fc.assert(
      fc.asyncProperty(accounts, orders(SYMBOLS), walk, async (venue, given, bars) => {
        const symbols = symbolsOf(venue);
        const expected = trade(venue, given, bars, symbols).executions.map(fillOf);
        expect(await tradeAtBroker(venue, given, bars, symbols)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

/** An execution as a broker tells it. */
function fillOf({ notional: _, ...execution }: Execution): VenueFill {
  return { ...execution, otherFees: [], sequence: sequenceText(execution.sequence) };
}

/** The same cycle through the port: the venue asks the market for what it wants to know, twice at each instant. */
async function tradeAtBroker(
  rules: VenueRules,
  given: readonly Given[],
  drawn: Walk,
  symbols: readonly string[],
): Promise<readonly VenueFill[]> {
  let now = T0;
  const closed: Bar[] = [];
  const trades = new Map<string, Trade>();
  const clock = { now: () => now };
  const broker = new SimBroker({
    table: new MemoryTable(clock),
    account: 'main',
    currency: 'USD',
    initialBalance: d(CASH),
    rules,
    timeframe: LENGTH,
    clock,
    marketData: {
      getBars: async (symbol, _, from) => closed.filter((bar) => bar.symbol === symbol && bar.openTime >= from),
      getLatestPrice: async (symbol) => trades.get(symbol) ?? null,
    },
  });
  for (const index of drawn.keys()) {
    const bars = barsAt(drawn, index, symbols);
    now = T0 + index * LENGTH;
    for (const [number, { at, quantity, ...order }] of given.entries()) {
      if (at === index) await broker.placeOrder({ ...order, clientOrderId: `order-${number}`, quantity: d(quantity) });
    }
    for (const bar of bars) trades.set(bar.symbol, { price: exact(bar, 'open'), time: bar.openTime });
    for (let ask = 0; ask < 2; ask++) await broker.listFills(null);
    now += LENGTH;
    closed.push(...bars);
    for (const bar of bars) trades.set(bar.symbol, { price: exact(bar, 'close'), time: bar.closeTime - 1 });
    for (let ask = 0; ask < 2; ask++) await broker.listFills(null);
  }
  return (await broker.listFills(null)).fills;
}
