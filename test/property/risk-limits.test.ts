import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '#domain/accounts/account.ts';
import { applyFill, authoriseOnRows, moveReservation } from '#domain/accounts/account-accounting.ts';
import type { Position } from '#domain/accounts/position.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { createOrder, leavesQuantity, recordOrderEvent, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { authorisationBounds } from '#domain/risk/authorisation-bounds.ts';
import { openExposure, positionWorth } from '#domain/risk/entry-figures.ts';
import { evaluateRisk } from '#domain/risk/evaluate-risk.ts';
import type { RiskInput, RiskLimits } from '#domain/risk/rule.ts';
import { type Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { aFill, anAccount, anExit, anIntent, d, PLAIN_VENUE, T0 } from '../support/builders.ts';
import { limitsOf, marginVenue } from '../support/risk-tables.ts';

const SYMBOLS = ['A/USD', 'B/USD', 'C/USD', 'D/USD'] as const;
const LIMITS = limitsOf({
  max_order_value: d(4000),
  max_position_size: d(4500),
  max_position_pct: d('0.4'),
  max_position_pct_per_symbol: d('0.45'),
  max_portfolio_exposure: d('0.8'),
  max_leverage: d('1.5'),
  min_free_margin_pct: d('0.1'),
  max_open_positions: 3,
  max_orders_per_minute: 6,
  min_liquidation_distance_pct: d('0.2'),
});

const step = fc.record({
  kind: fc.constantFrom('look', 'enter', 'enter', 'enter', 'add', 'fill', 'fill', 'cancel', 'exit', 'price'),
  symbol: fc.constantFrom(...SYMBOLS),
  quantity: fc.integer({ min: 1, max: 60 }),
  /** Percent of what is left, or of the price. */
  percent: fc.integer({ min: 50, max: 150 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface View {
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
}

/** A ledger in memory that authorises only what its rows allow for at the moment of the write. */
class Desk {
  account: Account = anAccount({ markedAt: T0 });
  readonly positions = new Map<string, Position>();
  readonly working = new Map<string, Order>();
  readonly prices = new Map<string, Decimal>(SYMBOLS.map((symbol) => [symbol, d(100)]));
  approved = 0;
  #orders = 0;

  readonly limits: RiskLimits;
  readonly venue: VenueRules;

  constructor(limits: RiskLimits, venue: VenueRules) {
    this.limits = limits;
    this.venue = venue;
  }

  get view(): View {
    return { account: this.account, positions: new Map(this.positions) };
  }

  enter(view: View, { percent, quantity, symbol }: Step, isAddition: boolean): void {
    const price = this.#priceOf(symbol);
    const isLimit = percent % 2 === 0;
    const limitPrice = price.times(percent).div(100);
    const terms = isLimit ? orderTerms({ type: 'limit', limitPrice }) : orderTerms({ type: 'market' });
    const purpose = isAddition ? 'rebalance' : 'entry';
    this.#place(view, anIntent({ symbol, quantity: d(quantity), referencePrice: price, purpose, terms }));
  }

  exit(view: View, { quantity, symbol }: Step): void {
    this.#place(view, anExit({ symbol, quantity: d(quantity), referencePrice: this.#priceOf(symbol) }));
  }

  fill({ percent, symbol }: Step): void {
    const order = [...this.working.values()].find(({ intent }) => intent.symbol === symbol);
    if (order === undefined) return;
    const leaves = leavesQuantity(order);
    const quantity = percent >= 100 ? leaves : leaves.times(percent).div(100).toDecimalPlaces(8);
    const worst = order.intent.terms.limitPrice ?? this.#priceOf(symbol);
    const id = `${order.intent.clientOrderId}#${this.account.fillSeq}`;
    const fill = aFill({ symbol, id, side: order.intent.side, quantity, price: worst });
    const after = applyFill({ account: this.account, position: this.#positionOf(symbol) }, order, fill, T0);
    this.#set(after);
    this.#keep(after.order ?? order);
    this.mark();
  }

  cancel({ symbol }: Step): void {
    const order = [...this.working.values()].find(({ intent }) => intent.symbol === symbol);
    if (order === undefined) return;
    const after = recordOrderEvent(order, 'cancel', T0, 'test');
    this.#set(moveReservation({ account: this.account, position: this.#positionOf(symbol) }, order, after));
    this.#keep(after);
  }

  price({ percent, symbol }: Step): void {
    this.prices.set(symbol, this.#priceOf(symbol).times(percent).div(100).toDecimalPlaces(4));
    this.mark();
  }

  mark(): void {
    let equity = this.account.cash;
    for (const [symbol, position] of this.positions) {
      const mark = this.#priceOf(symbol);
      this.positions.set(symbol, { ...position, mark });
      equity = equity.plus(position.quantity.times(mark));
    }
    this.account = { ...this.account, equity };
  }

  /** As the table does it: conditions on the rows as they are now, with the bounds that the view gave. */
  #place({ account, positions }: View, intent: OrderIntent): void {
    this.#orders += 1;
    const unique = { ...intent, clientOrderId: String(this.#orders) };
    const position = positions.get(intent.symbol) ?? emptyPosition(intent.symbol);
    const input: RiskInput = {
      intent: unique,
      account,
      position,
      positions,
      limits: this.limits,
      now: T0,
      venue: this.venue,
      timeframe: 60_000,
      maxPriceAge: 60_000,
      maxAccountAge: 180_000,
      circuit: null,
      dayTrades: null,
      unsettledCash: null,
      existing: null,
    };
    if (evaluateRisk(input).kind === 'denied' || !this.#isStillAllowed(input)) return;
    const order = submitOrder(createOrder(unique, T0), 'test', T0);
    this.#set(authoriseOnRows({ account: this.account, position: this.#positionOf(intent.symbol) }, order, T0));
    this.#keep(order);
    if (intent.kind === 'entry') this.#checkLimits(order);
  }

  #isStillAllowed(input: RiskInput): boolean {
    const { intent } = input;
    const position = this.#positionOf(intent.symbol);
    if (position.fillSeq !== input.position.fillSeq) return false;
    if (intent.kind === 'exit') return position.exitReserved.lte(position.quantity.abs().minus(intent.quantity));
    const bounds = authorisationBounds(input);
    const open = this.account.openSymbols;
    return (
      this.account.fillSeq === input.account.fillSeq &&
      this.account.reserved.lte(bounds.maxReservedBefore ?? Number.POSITIVE_INFINITY) &&
      position.entryReserved.lte(bounds.maxEntryReservedBefore ?? Number.POSITIVE_INFINITY) &&
      (open.has(intent.symbol) || open.size < (bounds.maxOpenPositions ?? Number.POSITIVE_INFINITY)) &&
      this.account.ordersInMinute < (bounds.maxOrdersPerMinute ?? Number.POSITIVE_INFINITY)
    );
  }

  #checkLimits({ intent }: Order): void {
    this.approved += 1;
    const { equity, reserved } = this.account;
    const committed = openExposure(this.positions.values()).plus(reserved);
    const position = this.#positionOf(intent.symbol);
    const worst = intent.terms.limitPrice ?? intent.referencePrice;
    const value = positionWorth(position).plus(position.entryReserved.times(worst));
    const initial = committed.div(this.venue.margin?.maxLeverage ?? 1);
    expect(intent.quantity.times(worst).lte(4000) && intent.quantity.times(worst).lte(equity.times('0.4'))).toBe(true);
    expect(value.lte(4500) && value.lte(equity.times('0.45'))).toBe(true);
    expect(committed.lte(equity.times('0.8'))).toBe(true);
    expect(committed.lte(equity.times('1.5'))).toBe(true);
    expect(initial.lte(equity.times('0.9'))).toBe(true);
    expect(this.account.openSymbols.size).toBeLessThanOrEqual(3);
    expect(this.account.ordersInMinute).toBeLessThanOrEqual(6);
    if (this.venue.margin === null) expect(reserved.lte(this.account.cash)).toBe(true);
  }

  /** What is held back is the worst case of everything that works, to the last digit. */
  checkReservations(): void {
    let worstCase = ZERO;
    for (const order of this.working.values()) {
      const { kind, referencePrice, terms } = order.intent;
      const worst = terms.limitPrice ?? referencePrice;
      if (kind === 'entry') worstCase = worstCase.plus(leavesQuantity(order).times(worst));
    }
    expect(this.account.reserved.eq(worstCase)).toBe(true);
    for (const { entryReserved, exitReserved, quantity } of this.positions.values()) {
      expect([entryReserved.gte(0), exitReserved.gte(0), quantity.gte(0)]).toEqual([true, true, true]);
      expect(exitReserved.lte(quantity.abs())).toBe(true);
    }
  }

  #keep(order: Order): void {
    const isOver = ['FILLED', 'CANCELLED'].includes(order.state);
    if (isOver) this.working.delete(order.intent.clientOrderId);
    else this.working.set(order.intent.clientOrderId, order);
  }

  #set({ account, position }: { readonly account: Account; readonly position: Position }): void {
    this.account = account;
    this.positions.set(position.symbol, position);
  }

  #positionOf(symbol: string): Position {
    return this.positions.get(symbol) ?? emptyPosition(symbol);
  }

  #priceOf(symbol: string): Decimal {
    return this.prices.get(symbol) ?? d(100);
  }
}

/** Runs the steps; `isStale`: orders are judged by the last look, which others have overtaken since. */
function run(steps: readonly Step[], venue: VenueRules, isStale: boolean): Desk {
  const desk = new Desk(LIMITS, venue);
  let seen = desk.view;
  for (const one of steps) {
    if (one.kind === 'look' || !isStale) seen = desk.view;
    if (one.kind === 'enter' || one.kind === 'add') desk.enter(seen, one, one.kind === 'add');
    if (one.kind === 'exit') desk.exit(seen, one);
    if (one.kind === 'fill') desk.fill(one);
    if (one.kind === 'cancel') desk.cancel(one);
    if (one.kind === 'price' && !isStale) desk.price(one);
    desk.checkReservations();
  }
  return desk;
}

describe('limits under random signals, fills and prices', () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 40 });

  test.each([
    ['a cash account, judged by the rows as they are', PLAIN_VENUE, false],
    ['a cash account, judged by views that are overtaken', PLAIN_VENUE, true],
    ['a margin account, judged by the rows as they are', marginVenue(), false],
    ['a margin account, judged by views that are overtaken', marginVenue(), true],
  ])(
    'Given %s, When orders are authorised, Then none goes beyond a limit and no reservation below zero',
    (_, venue, isStale) => {
      let approved = 0;
      fc.assert(
        fc.property(steps, (given) => {
          approved += run(given, venue, isStale).approved;
        }),
        { numRuns: 300 },
      );
      expect(approved).toBeGreaterThan(100);
    },
  );

  test('Given four entries that one view approves, When they are authorised, Then only as many as the limits allow together', () => {
    const first = { kind: 'enter', quantity: 35, percent: 101 } as const;
    const desk = new Desk(LIMITS, PLAIN_VENUE);
    const view = desk.view;
    for (const symbol of SYMBOLS) desk.enter(view, { ...first, symbol }, false);
    expect(desk.working.size).toBe(2);
  });
});
