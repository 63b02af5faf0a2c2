import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBook, encodeBook } from '#adapters/sim/sim-records.ts';
import { SIDES, type Side } from '#domain/orders/order-intent.ts';
import { ORDER_TYPES, type OrderTerms, TIMES_IN_FORCE } from '#domain/orders/order-terms.ts';
import { type Bar, exact } from '#domain/shared/bar.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { acceptOrder } from '#domain/simulation/accept-order.ts';
import { type MatchResult, matchBars, matchTrades } from '#domain/simulation/match.ts';
import type { ClosedOrder, Execution, VenueBook } from '#domain/simulation/venue-book.ts';
import { openVenueBook } from '#domain/simulation/venue-book.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { d, T0 } from '../support/builders.ts';
import { aBar, FREE } from '../support/venue-desk.ts';

const SYMBOLS = ['AAA/USD', 'BBB/USD', 'AAA/BBB'] as const;
const CASH = 5_000;
/** Bars of six hours, so that days end and funding is due within a few of them. */
const LENGTH = 6 * 3_600_000;

interface Given {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  readonly terms: OrderTerms;
  readonly at: number;
}

const price = fc.integer({ min: 80, max: 120 }).map((value) => d(value));
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 1 });

const terms: fc.Arbitrary<OrderTerms> = fc
  .record({
    type: fc.constantFrom(...ORDER_TYPES),
    timeInForce: fc.constantFrom('gtc' as const, ...TIMES_IN_FORCE),
    limitPrice: price,
    stopPrice: price,
    trailPct: fc.constantFrom(d('0.02'), d('0.1')),
    takeProfitPrice: maybe(price),
    postOnly: fc.boolean(),
    reduceOnly: fc.boolean(),
  })
  .map(({ type, ...drawn }) => {
    const isStop = type === 'stop' || type === 'trailing_stop';
    return {
      ...drawn,
      type,
      limitPrice: type === 'limit' || type === 'stop_limit' ? drawn.limitPrice : null,
      stopPrice: isStop || type === 'stop_limit' ? drawn.stopPrice : null,
      trailPct: type === 'trailing_stop' ? drawn.trailPct : null,
      takeProfitPrice: isStop ? drawn.takeProfitPrice : null,
      postOnly: type === 'limit' && drawn.postOnly,
    };
  });

const orders = (symbols: readonly string[]): fc.Arbitrary<Given[]> =>
  fc.array(
    fc.record({
      symbol: fc.constantFrom(...symbols),
      side: fc.constantFrom(...SIDES),
      quantity: fc.integer({ min: 1, max: 3000 }),
      terms,
      at: fc.nat({ max: 9 }),
    }),
    { minLength: 1, maxLength: 14 },
  );

const bar = fc.tuple(price, price, price, price, fc.constantFrom(0, 3, 40, 1000)).map(([a, b, c, e, volume]) => ({
  open: a,
  close: b,
  high: Decimal.max(a, b, c, e),
  low: Decimal.min(a, b, c, e),
  volume,
}));
const walk = fc.array(fc.array(bar, { minLength: 3, maxLength: 3 }), { minLength: 10, maxLength: 10 });

const rules: fc.Arbitrary<VenueRules> = fc.record({
  lot: fc.constantFrom(d('0.01'), d(1)),
  tick: fc.constantFrom(null, d('0.5')),
  minNotional: fc.constant(null),
  fees: fc.constantFrom(
    FREE.fees,
    [{ minVolume: d(0), maker: d('-0.0001'), taker: d('0.002') }],
    [
      { minVolume: d(0), maker: d('0.001'), taker: d('0.003') },
      { minVolume: d(2_000), maker: d(0), taker: d('0.0017') },
    ],
  ),
  feeCurrency: fc.constantFrom('quote' as const, 'base' as const),
  slippageRate: fc.constantFrom(d(0), d('0.0007')),
  maxVolumeShare: maybe(fc.constantFrom(d('0.1'), d(1))),
  volumeSlippage: maybe(fc.constant(d('0.1'))),
  impactCoefficient: maybe(fc.constant(d('0.7'))),
  latency: fc.constantFrom(0, 0, 1000, LENGTH + 5),
  margin: fc.constant(null),
});

const marginRules = fc.record({
  maxLeverage: fc.constantFrom(d(1), d(3), d('7.5')),
  maintenanceRate: fc.constantFrom(d('0.05'), d('0.1')),
  fundingRate: fc.constantFrom(d(0), d('0.0001'), d('-0.002')),
  allowShort: fc.boolean(),
});

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
  drawn: readonly (readonly { open: Decimal; high: Decimal; low: Decimal; close: Decimal; volume: number }[])[],
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
  for (const [index, row] of drawn.entries()) {
    const start = T0 + index * LENGTH;
    const bars: Bar[] = symbols.map((symbol, column) => {
      const { open, high, low, close, volume } = row[column] ??
        row[0] ?? { open: 1, high: 1, low: 1, close: 1, volume: 0 };
      const fields = [open, high, low, close, volume].map(String);
      return { ...aBar(fields, 0, symbol, start), closeTime: start + LENGTH };
    });
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
      fc.property(rules, orders(SYMBOLS), walk, (venue, given, bars) => {
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
      fc.property(rules, orders(SYMBOLS), walk, (venue, given, bars) => {
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

describe('any orders on any bars, on cash or on margin', () => {
  const accounts = fc.tuple(rules, maybe(marginRules)).map(([venue, margin]) => ({ ...venue, margin }));
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
      fc.property(rules, orders(SYMBOLS), walk, (venue, given, bars) => {
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
      fc.property(rules, marginRules, orders(SYMBOLS.slice(0, 2)), walk, (venue, margin, given, bars) => {
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
});
