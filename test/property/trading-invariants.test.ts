import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '#domain/accounts/position.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import { leavesQuantity } from '#domain/orders/order-lifecycle.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { Decimal, floorToStep, toMoney, ZERO } from '#domain/shared/decimal.ts';
import { fixedToDecimal } from '#domain/shared/fixed.ts';
import { isDust, type Protection, protectionOf } from '#domain/trading/protection.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { type ArbitrarySession, someBars, someScript, someSession } from '../support/arbitrary-sessions.ts';
import { d, SESSION, T0 } from '../support/builders.ts';
import { aPlan, SIZING, VENUE } from '../support/paper-desk.ts';
import { type RowsAtClose, replayWatched } from '../support/replay-records.ts';
import { scripted } from '../support/scripted-strategy.ts';

const PAIR = ['AAA/USD', 'BBB/USD'];

interface Seen {
  readonly rows: RowsAtClose;
  readonly orders: ReadonlyMap<string, Order>;
  readonly fills: readonly Fill[];
}

/** A replay looked at after every close: rows, orders and fills as they were then. */
function watch({ plan, bars }: ArbitrarySession, look: (seen: Seen) => void = () => undefined) {
  return replayWatched({ plan, sessionId: SESSION }, seriesOf(bars, plan.timeframe), (rows, session) => {
    const { orders, fills } = session.outcome();
    look({ rows, orders: new Map(orders.map((order) => [order.intent.clientOrderId, order])), fills });
  });
}

function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
}

function valueOfPosition({ quantity, mark, cost }: Position): Decimal {
  return mark === null ? cost : toMoney(quantity.times(mark));
}

describe('money', () => {
  it('Given any session, When a bar closes, Then cash and positions are the initial balance and the sum of all fills', () => {
    fc.assert(
      fc.property(someSession(PAIR), (session) => {
        const { snapshots } = watch(session, ({ rows: { account, positions }, fills }) => {
          const paid = sum(fills.map(({ side, notional }) => (side === 'buy' ? notional.negated() : notional)));
          const baseFees = sum(fills.map(({ baseFee, price }) => toMoney(baseFee.times(price))));
          const fees = sum(fills.map(({ fee }) => fee));
          const { initialBalance } = session.plan;
          expect(account.cash.eq(initialBalance.plus(paid).minus(fees).plus(baseFees))).toBe(true);
          for (const { symbol, quantity } of positions.values()) {
            const own = fills.filter((fill) => fill.symbol === symbol);
            const traded = own.map((fill) => (fill.side === 'buy' ? fill.quantity : fill.quantity.negated()));
            expect(quantity.eq(sum(traded).minus(sum(own.map(boughtAway))))).toBe(true);
          }
          const value = sum([...positions.values()].map(valueOfPosition));
          expect(account.equity.eq(account.cash.plus(value))).toBe(true);
        });
        for (const { equity, cash, positionValue, realizedPnl, unrealizedPnl } of snapshots) {
          expect(equity).toBe(cash + positionValue);
          expect(fixedToDecimal(equity - realizedPnl - unrealizedPnl).eq(session.plan.initialBalance)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  it('Given a cash account, Then cash is never below zero, nothing is ever short, and no quantity is sold that was not held', () => {
    fc.assert(
      fc.property(someSession(PAIR, { isCash: true }), (session) => {
        watch(session, ({ rows: { account, positions } }) => {
          expect(account.cash.gte(0)).toBe(true);
          for (const { quantity } of positions.values()) expect(quantity.gte(0)).toBe(true);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('Given bars appended to a session, Then its drawdown figure never falls, and what was is not changed', () => {
    fc.assert(
      fc.property(someSession(['SYN/USD']), fc.nat({ max: 31 }), ({ plan, bars }, cut) => {
        const whole = watch({ plan, bars });
        const part = watch({ plan, bars: bars.slice(0, Math.max(1, cut)) });
        expect(whole.account.maxDrawdown.gte(part.account.maxDrawdown)).toBe(true);
        const before = part.snapshots.slice(0, -1);
        expect(whole.snapshots.slice(0, before.length)).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  it('Given a higher commission for the same trades, Then the final equity is never higher', () => {
    const fixedSize = { ...SIZING, positionSizePct: d(1), maxAmount: d(500) };
    const rates = fc.tuple(fc.nat({ max: 100 }), fc.nat({ max: 100 }));
    fc.assert(
      fc.property(someBars('SYN/USD', T0), someScript, rates, (bars, script, [first, second]) => {
        const at = (bps: number) => {
          const rate = d(bps).div(10_000);
          const venue = { ...VENUE, fees: [{ minVolume: d(0), maker: rate, taker: rate }] };
          const strategy = { name: 'script', fingerprint: 'f', symbols: ['SYN/USD'], running: scripted(script) };
          return watch({ plan: aPlan({ venue, sizing: fixedSize, strategies: [strategy] }), bars });
        };
        const [cheap, dear] = [at(Math.min(first, second)), at(Math.max(first, second))];
        const trades = ({ fills }: ReturnType<typeof watch>) =>
          fills.map(({ time, side, quantity, price }) => `${time} ${side} ${quantity} @ ${price}`);
        expect(trades(dear)).toEqual(trades(cheap));
        expect(dear.account.equity.lte(cheap.account.equity)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('Given the same session twice, Then everything that it leaves is the same', () => {
    fc.assert(
      fc.property(someSession(PAIR), (session) => {
        expect(watch(session)).toEqual(watch(session));
      }),
      { numRuns: 40 },
    );
  });
});

/** What a buy's fee in the base currency took away again. */
function boughtAway({ side, baseFee }: Fill): Decimal {
  return side === 'buy' ? baseFee : ZERO;
}

describe('exits', () => {
  it('Given exit rules, When a bar has closed, Then the protective order covers exactly the position, unless that is being closed', () => {
    let covered = 0;
    fc.assert(
      fc.property(someSession(PAIR), (session) => {
        watch(session, ({ rows, orders }) => {
          if (rows.isLast || rows.account.mode === 'HALTED') return;
          for (const symbol of rows.symbols) covered += expectCovered(session.plan, rows.positions.get(symbol), orders);
        });
      }),
      { numRuns: 250 },
    );
    expect(covered).toBeGreaterThan(200);
  });

  it('Given any session, Then no exit ever turns a position over', () => {
    fc.assert(
      fc.property(someSession(PAIR), (session) => {
        const { fills, orders } = watch(session);
        const intents = new Map(orders.map(({ intent }) => [intent.clientOrderId, intent]));
        const held = new Map<string, Decimal>();
        for (const fill of fills) {
          const before = held.get(fill.symbol) ?? ZERO;
          const traded = fill.quantity.minus(fill.baseFee);
          const after = before.plus(fill.side === 'buy' ? traded : traded.negated());
          held.set(fill.symbol, after);
          if (intents.get(fill.clientOrderId ?? '')?.kind !== 'exit') continue;
          expect(after.isZero() || after.isNegative() === before.isNegative()).toBe(true);
          expect(after.abs().lte(before.abs())).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** @returns 1 where a protective order had to be there, else 0 */
function expectCovered(plan: TradingPlan, position: Position | undefined, orders: ReadonlyMap<string, Order>): number {
  if (position === undefined || isDust(position, plan.venue.lot)) return 0;
  const working = [...position.exitOrders].flatMap((id) => orders.get(id) ?? []).filter(isWorking);
  if (working.some(({ intent }) => intent.purpose !== 'protection')) return 0;
  const protection = protectionOf(position, plan.exits, plan.venue);
  if (protection === null || isBelowLeastNotional(plan, position, protection)) return 0;
  const refused = [...orders.values()].some((order) => isRefusedProtection(order, position));
  if (refused) return 0;
  const covers = sum(working.map(leavesQuantity));
  expect(covers.toFixed()).toBe(floorToStep(position.quantity.abs(), plan.venue.lot).toFixed());
  return 1;
}

function isBelowLeastNotional({ venue }: TradingPlan, { quantity }: Position, { terms }: Protection): boolean {
  const price = terms?.limitPrice ?? terms?.stopPrice ?? null;
  const covered = floorToStep(quantity.abs(), venue.lot);
  return venue.minNotional !== null && price !== null && covered.times(price).lt(venue.minNotional);
}

/** The venue does not take a protective order below its least notional, or one whose levels contradict each other. */
function isRefusedProtection({ intent, state }: Order, { symbol, markTime }: Position): boolean {
  const isItsOwn = intent.purpose === 'protection' && intent.symbol === symbol && intent.signalTime === markTime;
  return isItsOwn && state === 'REJECTED';
}

describe('limits', () => {
  it('Given random signals, Then no order was authorised beyond a limit, and reservations are those of the working orders', () => {
    fc.assert(
      fc.property(someSession(PAIR), (session) => {
        watch(session, ({ rows, orders }) => {
          expectReserved(rows, [...orders.values()]);
          expectWithinLimits(session.plan, rows, [...orders.values()]);
        });
      }),
      { numRuns: 250 },
    );
  });
});

/** Reservations are exactly those of the orders that work, so never negative, and zero when none does. */
function expectReserved({ account, positions }: RowsAtClose, orders: readonly Order[]): void {
  const working = orders.filter(isWorking);
  const entries = working.filter(({ intent }) => intent.kind === 'entry');
  for (const { symbol, entryReserved, exitReserved, entryOrders, exitOrders, quantity } of positions.values()) {
    const own = (kind: string) => working.filter(({ intent }) => intent.kind === kind && intent.symbol === symbol);
    expect(entryReserved.eq(sum(own('entry').map(leavesQuantity)))).toBe(true);
    expect(exitReserved.eq(sum(own('exit').map(leavesQuantity)))).toBe(true);
    expect([entryOrders.size, exitOrders.size]).toEqual([own('entry').length, own('exit').length]);
    expect(exitReserved.lte(quantity.abs())).toBe(true);
  }
  expect(account.reserved.gte(0)).toBe(true);
  expect(account.reserved.isZero()).toBe(entries.length === 0);
}

/** By what was known at the close at which the orders were authorised. */
function expectWithinLimits(
  { limits, venue }: TradingPlan,
  { account, positions, instant }: RowsAtClose,
  orders: readonly Order[],
): void {
  const entries = orders.filter(({ intent, attempt }) => intent.kind === 'entry' && attempt > 0);
  const fresh = entries.filter(({ intent }) => intent.signalTime === instant);
  if (fresh.length === 0) return;
  expect(account.mode).toBe('NORMAL');
  const atMost = (value: Decimal, limit: Decimal | null) => expect(limit === null || value.lte(limit)).toBe(true);
  for (const { intent, filledQuantity } of fresh) {
    const price = worstOf(intent);
    atMost(intent.quantity.times(price), limits.max_order_value);
    atMost(worth(positions.get(intent.symbol)).plus(intent.quantity.times(price)), limits.max_position_size);
    expect(filledQuantity.isZero()).toBe(true);
    const held = positions.get(intent.symbol)?.quantity ?? ZERO;
    expect(intent.purpose === 'rebalance' || held.abs().lt(venue.lot)).toBe(true);
  }
  const exposure = sum([...positions.values()].map(worth)).plus(account.reserved);
  atMost(exposure, limits.max_portfolio_exposure?.times(account.equity) ?? null);
  if (limits.max_open_positions !== null)
    expect(account.openSymbols.size).toBeLessThanOrEqual(limits.max_open_positions);
  const loss = account.dayStartEquity.minus(account.equity);
  expect(limits.max_daily_loss === null || loss.lt(limits.max_daily_loss)).toBe(true);
  const fall = account.peak.minus(account.equity).div(account.peak);
  expect(limits.max_drawdown === null || fall.lt(limits.max_drawdown)).toBe(true);
  expect(account.pausedUntil === null || account.pausedUntil <= instant).toBe(true);
}

function worstOf({ terms, referencePrice }: Order['intent']): Decimal {
  return terms.limitPrice === null ? referencePrice : Decimal.max(terms.limitPrice, referencePrice);
}

function worth(position: Position | undefined): Decimal {
  return position === undefined ? ZERO : valueOfPosition(position).abs();
}
